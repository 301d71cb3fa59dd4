using AccessConsole.Auditing;
using AccessConsole.SignIn;

namespace AccessConsole.Api;

/// <summary>What an endpoint refuses by itself: recorded with who asked, then answered. Refusals of drafts and publishes are recorded where they are decided.</summary>
public sealed class ForbiddenResult(string why) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        if (SessionClaims.ToUser(httpContext.User) is { } user)
            await httpContext.RequestServices.GetRequiredService<RequestRefusals>().RecordAsync(httpContext, user, why);
        await Problems.Of(StatusCodes.Status403Forbidden, "forbidden", why).ExecuteAsync(httpContext);
    }
}
