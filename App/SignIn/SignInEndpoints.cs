using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace AccessConsole.SignIn;

/// <summary>What the sign-in page posts to. Forms carry an antiforgery token, so no other site can sign somebody in or out.</summary>
public static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/signin").AllowAnonymous().ExcludeFromDescription();
        group.MapPost("/demo", SignInDemoAsync);
        group.MapGet("/provider", GoToProviderAsync);
        group.MapGet("/again", ProveAgainAsync);
        group.MapPost("/approve", ApproveAsync);
        routes.MapPost("/signout", SignOutAsync).ExcludeFromDescription();
    }

    private static async Task<Results<RedirectHttpResult, NotFound>> SignInDemoAsync(
        [FromForm] string person, [FromForm] string? returnUrl, HttpContext context, SessionStart start,
        IHostEnvironment host, IOptions<SignInOptions> options, TimeProvider clock)
    {
        if (!RefuseDemoPeopleBeyondLoopback.AreOffered(host, options.Value) || !RefuseDemoPeopleBeyondLoopback.IsOnThisMachine(context.Connection) || DemoPeople.Find(person) is not { } demo)
            return TypedResults.NotFound();
        var user = DemoPeople.SignIn(demo, clock.GetUtcNow());
        await start.RecordAsync(user, context.RequestAborted);
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, SessionClaims.ToPrincipal(user, "demo"));
        return TypedResults.LocalRedirect(Local(returnUrl));
    }

    private static async Task<Results<ChallengeHttpResult, NotFound>> GoToProviderAsync(string? returnUrl, IAuthenticationSchemeProvider schemes) =>
        await HasProviderAsync(schemes) ? Challenge(new OpenIdConnectChallengeProperties { RedirectUri = Local(returnUrl) }) : TypedResults.NotFound();

    /// <summary>Asks for the person's proof although they are signed in, as an approval may need: at the provider, or else where demo people are chosen.</summary>
    private static async Task<Results<ChallengeHttpResult, RedirectHttpResult>> ProveAgainAsync(string? returnUrl, IAuthenticationSchemeProvider schemes)
    {
        if (!await HasProviderAsync(schemes))
            return TypedResults.LocalRedirect($"/signin?returnUrl={Uri.EscapeDataString(Local(returnUrl))}");
        // With an age the provider has to say when they gave it.
        var properties = new OpenIdConnectChallengeProperties { RedirectUri = Local(returnUrl), Prompt = OpenIdConnectPrompt.Login, MaxAge = TimeSpan.Zero };
        properties.Items[SessionStart.ProofAsked] = "true";
        return Challenge(properties);
    }

    /// <summary>Approves by signing in. The form's antiforgery token keeps other sites from having somebody approve what they did not see.</summary>
    private static async Task<Results<ChallengeHttpResult, NotFound>> ApproveAsync(
        [FromForm] Guid draft, [FromForm] string digest, [FromForm] string? comment, HttpContext context, IAuthenticationSchemeProvider schemes) =>
        await HasProviderAsync(schemes) ? Challenge(ApprovalBySignIn.Begin(context, draft, digest, comment)) : TypedResults.NotFound();

    private static async Task<bool> HasProviderAsync(IAuthenticationSchemeProvider schemes) => await schemes.GetSchemeAsync(OpenIdConnectDefaults.AuthenticationScheme) is not null;

    private static ChallengeHttpResult Challenge(AuthenticationProperties properties) => TypedResults.Challenge(properties, [OpenIdConnectDefaults.AuthenticationScheme]);

    /// <summary>Ends the session here and, where it began at an identity provider, there.</summary>
    private static async Task<Results<RedirectHttpResult, SignOutHttpResult>> SignOutAsync([FromForm] string? returnUrl, HttpContext context, IAuditLog audit, TimeProvider clock)
    {
        if (SessionClaims.ToUser(context.User) is { } user)
        {
            await audit.AppendAsync(
                new AuditEvent(clock.GetUtcNow(), user.Actor, AuditActions.SignedOut, $"person/{user.Actor.Subject}", new Dictionary<string, string?>()), context.RequestAborted);
        }

        if (context.User.Identity?.AuthenticationType == OpenIdConnectDefaults.AuthenticationScheme)
            return TypedResults.SignOut(authenticationSchemes: [CookieAuthenticationDefaults.AuthenticationScheme, OpenIdConnectDefaults.AuthenticationScheme]);
        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return TypedResults.LocalRedirect(string.IsNullOrEmpty(returnUrl) ? "/signin" : Local(returnUrl));
    }

    /// <summary>Only addresses on this site: a link may not send somebody elsewhere after signing in.</summary>
    private static string Local(string? url) =>
        !string.IsNullOrEmpty(url) && url.StartsWith('/') && !url.StartsWith("//", StringComparison.Ordinal) && !url.StartsWith("/\\", StringComparison.Ordinal) ? url : "/";
}
