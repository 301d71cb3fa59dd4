using System.Globalization;
using System.Security.Claims;
using AccessConsole.Auditing;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Signing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AccessConsole.SignIn;

/// <summary>What happens when somebody signs in, or tries to: the person is noted and the act recorded before the session begins.</summary>
public sealed class SessionStart(IPersonStore people, RequestRefusals refusals, RoleMapping mapping, IOptionsMonitor<SignInOptions> options, TimeProvider clock, ILogger<SessionStart> log)
{
    /// <summary>Set on a sign-in for which the provider was told to ask for the person's proof again.</summary>
    public const string ProofAsked = "access:proof-asked";

    public Task RecordAsync(ConsoleUser user, CancellationToken cancellationToken)
    {
        var actor = user.Actor;
        var roles = string.Join(' ', user.Roles.Select(r => r.Role));
        var signedIn = new AuditEvent(clock.GetUtcNow(), actor, AuditActions.SignedIn, $"person/{actor.Subject}", new Dictionary<string, string?> { ["roles"] = roles });
        return people.RecordSignInAsync(actor.Person, actor.Name, user.Roles.Select(r => r.Role).DefaultIfEmpty().Max(), user.Groups, signedIn, cancellationToken);
    }

    /// <summary>Turns what an identity provider says into a session of this console.</summary>
    public async Task OfProviderAsync(TicketReceivedContext context)
    {
        var claims = context.Principal!;
        // Names and addresses change hands and are only shown.
        if (claims.FindFirst(ProviderClaims.Issuer)?.Value is not { } issuer || ProviderSubject.Of(issuer, type => claims.FindFirst(type)?.Value) is not { } subject)
        {
            await RefuseAsync(context.HttpContext, "NoSubject");
            context.HandleResponse();
            return;
        }

        var name = (claims.FindFirst(ProviderClaims.Name) ?? claims.FindFirst(ProviderClaims.UserName))?.Value ?? subject;
        var groups = mapping.MappedGroupsOf(claims);
        var user = new ConsoleUser(
            new Actor(ActorKind.Person, issuer, subject, name), mapping.RolesOf(groups), ProvenAt(claims, context.Properties), groups);
        await RecordAsync(user, context.HttpContext.RequestAborted);
        context.Principal = SessionClaims.ToPrincipal(user, context.Scheme.Name);
        await ApprovalBySignIn.CompleteAsync(context, user);
    }

    public async Task FailedAsync(RemoteFailureContext context)
    {
        // What lies beneath says which check failed. Its message may quote the provider's token: only the kind is told.
        var cause = context.Failure?.GetBaseException().GetType().Name;
        // Without the state that this console began a sign-in with, nobody was on their way here: anybody may ask for the address, and the audit log is not theirs to write.
        if (context.Properties is null)
            Refuse(context.HttpContext, cause);
        else
            await RefuseAsync(context.HttpContext, cause);
        context.HandleResponse();
    }

    private async Task RefuseAsync(HttpContext context, string? cause)
    {
        // Who fails to sign in is nobody yet, and may try as often as they like: of the same failures a minute records the first and how many followed.
        var failed = new AuditEvent(clock.GetUtcNow(), Actor.System, AuditActions.SignInFailed, "sign-in", new Dictionary<string, string?> { ["cause"] = cause });
        await refusals.RecordAsync(failed, $"{AuditActions.SignInFailed} {cause}", context.RequestAborted);
        Refuse(context, cause);
    }

    private void Refuse(HttpContext context, string? cause)
    {
        log.LogWarning("a sign-in failed: {Cause}", cause);
        context.Response.Redirect("/signin?failed=true");
    }

    private DateTimeOffset? ProvenAt(ClaimsPrincipal claims, AuthenticationProperties? properties)
    {
        var proven = ProvenAt(claims, properties, options.CurrentValue.TakesTokensWithoutAuthTime, clock.GetUtcNow());
        if (proven is null && IsProofAsked(properties))
            log.LogWarning("the identity provider was told to ask for somebody's proof and does not say whether it did: have it write `auth_time` into ID tokens; in Entra that is an optional claim");
        return proven;
    }

    /// <summary>
    /// When the person proved who they are: as the provider says, else unknown, since a provider signs people in anew for days without asking them anything. That it was told to ask proves nothing:
    /// the browser carries it there, and whoever sits before it may leave it out.
    /// </summary>
    /// <param name="takesWithoutAuthTime">Whether being told to ask counts all the same.</param>
    internal static DateTimeOffset? ProvenAt(ClaimsPrincipal claims, AuthenticationProperties? properties, bool takesWithoutAuthTime, DateTimeOffset now)
    {
        if (long.TryParse(claims.FindFirst(ProviderClaims.AuthenticatedAt)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, now.ToUnixTimeSeconds()));
        return takesWithoutAuthTime && IsProofAsked(properties) ? now : null;
    }

    private static bool IsProofAsked(AuthenticationProperties? properties) => properties?.Items.ContainsKey(ProofAsked) == true;
}
