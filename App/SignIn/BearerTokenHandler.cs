using System.Security.Claims;
using System.Text.Encodings.Web;
using AccessConsole.Hosting;
using AccessConsole.Telemetry;
using AccessConsole.Tokens;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AccessConsole.SignIn;

/// <summary>Signs automation in by its API token, or by the bootstrap token of the host's configuration.</summary>
internal sealed class BearerTokenHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiTokens tokens, MachineMetrics metrics)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Bearer";
    private const string Prefix = "Bearer ";

    private TokenAbsence absence;

    public static bool IsAsked(HttpRequest request) => request.Headers.Authorization.Count > 0;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers.Authorization is not [{ } header] || !header.StartsWith(Prefix, StringComparison.Ordinal))
            return AuthenticateResult.Fail("the Authorization header is not one bearer token");
        (var user, absence) = await tokens.FindUserAsync(header[Prefix.Length..], Context.RequestAborted);
        if (user is not null)
            return AuthenticateResult.Success(new AuthenticationTicket(SessionClaims.ToPrincipal(user, SchemeName), SchemeName));
        metrics.CountTokenRefusal("management", absence);
        return AuthenticateResult.Fail("the token is unknown, expired or revoked");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (absence is TokenAbsence.Unknowable)
            return FailureAnswer.DatabaseAwayAsync(Context);
        Response.Headers.WWWAuthenticate = SchemeName;
        return Api.Problems.WriteAsync(Context, StatusCodes.Status401Unauthorized, "unauthorized", "sign in, or send an API token as `Authorization: Bearer …`");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Api.Problems.WriteAsync(Context, StatusCodes.Status403Forbidden, "forbidden", "this token's role does not allow that, as far as its owner still has it");
}
