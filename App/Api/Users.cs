using AccessConsole.SignIn;

namespace AccessConsole.Api;

internal static class Users
{
    /// <summary>Who asks; endpoints are behind a policy, so there is somebody.</summary>
    public static ConsoleUser AccessUser(this HttpContext context) =>
        SessionClaims.ToUser(context.User) ?? throw new UnauthorizedAccessException("an endpoint was reached by nobody");
}
