using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AccessConsole.SignIn;

/// <summary>What the sign-in page posts to. Forms carry an antiforgery token, so no other site can sign somebody in or out.</summary>
public static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/signin").AllowAnonymous().ExcludeFromDescription();
        group.MapPost("/demo", SignInDemoAsync);
        group.MapGet("/provider", (string? returnUrl) =>
            TypedResults.Challenge(new AuthenticationProperties { RedirectUri = Local(returnUrl) }, [OpenIdConnectDefaults.AuthenticationScheme]));
        routes.MapPost("/signout", SignOutAsync).ExcludeFromDescription();
    }

    private static async Task<Results<RedirectHttpResult, NotFound>> SignInDemoAsync(
        [FromForm] string person, [FromForm] string? returnUrl, HttpContext context, SessionStart start,
        IHostEnvironment host, IOptions<SignInOptions> options, TimeProvider clock)
    {
        if (!RefuseDemoPeopleBeyondLoopback.AreOffered(host, options.Value) || DemoPeople.Find(person) is not { } demo)
            return TypedResults.NotFound();
        var user = DemoPeople.SignIn(demo, clock.GetUtcNow());
        await start.RecordAsync(user, context.RequestAborted);
        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, SessionClaims.ToPrincipal(user, "demo"));
        return TypedResults.LocalRedirect(Local(returnUrl));
    }

    private static async Task<RedirectHttpResult> SignOutAsync([FromForm] string? returnUrl, HttpContext context, IAuditLog audit, TimeProvider clock)
    {
        if (SessionClaims.ToUser(context.User) is { } user)
        {
            await audit.AppendAsync(
                new AuditEvent(clock.GetUtcNow(), user.Actor, AuditActions.SignedOut, $"person/{user.Actor.Subject}", new Dictionary<string, string?>()), context.RequestAborted);
        }

        await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        return TypedResults.LocalRedirect(string.IsNullOrEmpty(returnUrl) ? "/signin" : Local(returnUrl));
    }

    /// <summary>Only addresses on this site: a link may not send somebody elsewhere after signing in.</summary>
    private static string Local(string? url) =>
        !string.IsNullOrEmpty(url) && url.StartsWith('/') && !url.StartsWith("//", StringComparison.Ordinal) && !url.StartsWith("/\\", StringComparison.Ordinal) ? url : "/";
}
