using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;

namespace AccessConsole.SignIn;

/// <summary>What happens when somebody signs in, or tries to: the person is noted and the act recorded before the session begins.</summary>
public sealed class SessionStart(IPersonStore people, IAuditLog audit, RoleMapping mapping, TimeProvider clock)
{
    public Task RecordAsync(ConsoleUser user, CancellationToken cancellationToken)
    {
        var actor = user.Actor;
        var roles = string.Join(' ', user.Roles.Select(r => r.Role));
        var signedIn = new AuditEvent(clock.GetUtcNow(), actor, AuditActions.SignedIn, $"person/{actor.Subject}", new Dictionary<string, string?> { ["roles"] = roles });
        return people.RecordSignInAsync(actor.Person, actor.Name, user.Roles.Select(r => r.Role).DefaultIfEmpty().Max(), signedIn, cancellationToken);
    }

    /// <summary>Turns what an identity provider says into a session of this console.</summary>
    public async Task OfProviderAsync(TokenValidatedContext context)
    {
        var claims = context.Principal!;
        // Entra's immutable id of a person is `oid`; elsewhere it is `sub`. Names and addresses change hands and are only shown.
        var subject = claims.FindFirst("oid")?.Value ?? claims.FindFirst("sub")?.Value;
        var issuer = claims.FindFirst("iss")?.Value ?? context.SecurityToken.Issuer;
        if (subject is null)
        {
            context.Fail("the identity provider named no subject");
            return;
        }

        var name = claims.FindFirst("name")?.Value ?? claims.FindFirst("preferred_username")?.Value ?? subject;
        var user = new ConsoleUser(new Actor(ActorKind.Person, issuer, subject, name), mapping.RolesOf(claims), clock.GetUtcNow());
        await RecordAsync(user, context.HttpContext.RequestAborted);
        context.Principal = SessionClaims.ToPrincipal(user, context.Scheme.Name);
    }

    public async Task FailedAsync(RemoteFailureContext context)
    {
        var failed = new AuditEvent(
            clock.GetUtcNow(), Actor.System, AuditActions.SignInFailed, "sign-in", new Dictionary<string, string?> { ["cause"] = context.Failure?.GetType().Name });
        await audit.AppendAsync(failed, context.HttpContext.RequestAborted);
        context.Response.Redirect("/signin?failed=true");
        context.HandleResponse();
    }
}
