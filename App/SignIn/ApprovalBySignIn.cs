using System.Globalization;
using AccessConsole.Drafts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace AccessConsole.SignIn;

/// <summary>
/// An approval that is a sign-in: the person proves who they are at their identity provider, whose ID token then names the change. It is kept with the approval, for a signer that
/// believes the provider and not the console.
/// </summary>
internal static class ApprovalBySignIn
{
    private const string Draft = "access:approves-draft";
    private const string Digest = "access:approves-digest";
    private const string Comment = "access:approval-comment";
    private const int MaxComment = 2000;
    private static readonly object IdToken = new();

    /// <summary>Where somebody comes back to whose approval was not taken.</summary>
    public static string RefusedAddress(Guid draft) => $"/drafts/{draft}?approval=refused";

    /// <summary>The sign-in by which the person approves; asked for whatever session they have.</summary>
    public static AuthenticationProperties Begin(HttpContext context, Guid draft, string digest, string? comment)
    {
        ApprovalNonces.Announce(context, digest);
        // With an age the provider has to say when the person proved who they are.
        var properties = new OpenIdConnectChallengeProperties { RedirectUri = $"/drafts/{draft}", Prompt = OpenIdConnectPrompt.Login, MaxAge = TimeSpan.Zero };
        properties.Items[SessionStart.ProofAsked] = "true";
        properties.Items[Draft] = draft.ToString();
        properties.Items[Digest] = digest;
        if (!string.IsNullOrWhiteSpace(comment))
            properties.Items[Comment] = comment.Trim() is { Length: > MaxComment } text ? text[..MaxComment] : comment.Trim();
        return properties;
    }

    /// <summary>Keeps the token for the rest of the request that brought it.</summary>
    public static void KeepToken(TokenValidatedContext context)
    {
        if (context.Properties?.Items.ContainsKey(Draft) == true)
            context.HttpContext.Items[IdToken] = context.TokenEndpointResponse?.IdToken ?? context.ProtocolMessage?.IdToken;
    }

    /// <summary>Gives the approval that the sign-in was for. What forbids it is audited as any other refusal, and the page shows what stands.</summary>
    public static async Task CompleteAsync(TicketReceivedContext context, ConsoleUser user)
    {
        var items = context.Properties?.Items;
        if (items is null || !items.TryGetValue(Draft, out var named) || !Guid.TryParse(named, CultureInfo.InvariantCulture, out var draft))
            return;
        var workflow = context.HttpContext.RequestServices.GetRequiredService<DraftWorkflow>();
        var result = await workflow.ApproveAsync(user, draft, items[Digest]!, items.TryGetValue(Comment, out var comment) ? comment : null, CancellationToken.None, context.HttpContext.Items[IdToken] as string);
        if (result.Refusal is not null)
            context.ReturnUri = RefusedAddress(draft);
    }
}
