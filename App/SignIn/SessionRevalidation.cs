using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace AccessConsole.SignIn;

/// <summary>What a session still is: nothing once it ended, and with the roles that its groups have by now.</summary>
public sealed class SessionRevalidation(RoleMapping mapping, IHostEnvironment host, IOptions<SignInOptions> options, TimeProvider clock)
{
    /// <returns>The very same principal where nothing changed; null where the session ended.</returns>
    public ClaimsPrincipal? Current(ClaimsPrincipal principal)
    {
        if (SessionClaims.ToUser(principal) is not { } user)
            return principal;
        if (SessionClaims.EndOf(principal) is { } end && end <= clock.GetUtcNow())
            return null;
        // A cookie of a time when demo people were offered here.
        if (DemoPeople.Find(user.Actor) is not null && !RefuseDemoPeopleBeyondLoopback.AreOffered(host, options.Value))
            return null;
        if (user.Groups is not { } groups)
            return principal;
        var roles = mapping.RolesOf(groups);
        return roles == user.Roles ? principal : SessionClaims.WithRoles(principal, roles);
    }

    /// <summary>As the cookie is written.</summary>
    public Task BeginAsync(CookieSigningInContext context)
    {
        SessionClaims.WriteEnd(context.Principal!, clock.GetUtcNow() + options.Value.SessionLifetime);
        return Task.CompletedTask;
    }

    /// <summary>As the cookie comes back.</summary>
    public Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var current = Current(context.Principal!);
        if (current is null)
            context.RejectPrincipal();
        else if (current != context.Principal)
            context.ReplacePrincipal(current);
        return Task.CompletedTask;
    }
}
