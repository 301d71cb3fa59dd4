using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace AccessConsole.SignIn;

/// <summary>Records who was refused for want of a role. Who is nobody is only asked to sign in.</summary>
internal sealed class RecordRefusals(IAuditLog audit, TimeProvider clock) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler answer = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Forbidden && SessionClaims.ToUser(context.User) is { } user)
            await audit.AppendAsync(Refused(context.Request, user), context.RequestAborted);
        await answer.HandleAsync(next, context, policy, authorizeResult);
    }

    private AuditEvent Refused(HttpRequest request, ConsoleUser user) =>
        new(clock.GetUtcNow(), user.Actor, AuditActions.Refused, request.Path.ToString(), new Dictionary<string, string?>
        {
            ["what"] = request.Method,
            ["why"] = nameof(PublishRefusalKind.Forbidden),
            ["roles"] = string.Join(' ', user.Roles.Select(r => r.Role)),
        });
}
