using AccessConsole.Auditing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace AccessConsole.SignIn;

/// <summary>Records who was refused for want of a role. Who is nobody is only asked to sign in.</summary>
internal sealed class RecordRefusals(RequestRefusals refusals) : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler answer = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Forbidden && SessionClaims.ToUser(context.User) is { } user)
            await refusals.RecordAsync(context, user, "none of the actor's roles allows it");
        await answer.HandleAsync(next, context, policy, authorizeResult);
    }
}
