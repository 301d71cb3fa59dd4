using AccessConsole.Telemetry;
using AccessConsole.Tokens;

namespace AccessConsole.Distribution.Endpoints;

/// <summary>Refusals that several addresses share.</summary>
internal static class Refusals
{
    private static readonly TimeSpan LookUpAgainAfter = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StoreAgainAfter = TimeSpan.FromSeconds(5);

    public static Task OfTokenAsync(HttpContext context, TokenFinding finding)
    {
        context.RequestServices.GetRequiredService<MachineMetrics>().CountTokenRefusal("machine", finding.Absence);
        return AnswerAsync(context, finding);
    }

    private static Task AnswerAsync(HttpContext context, TokenFinding finding) => finding.Absence switch
    {
        TokenAbsence.Refused => MachineProblems.UnauthorizedAsync(context),
        TokenAbsence.BadCertificate => MachineProblems.UnauthorizedAsync(
            context, "the client certificate does not verify by this console's trust bundle as one SPIFFE ID of its trust domain, whatever token is beside it"),
        TokenAbsence.Contradiction => MachineProblems.UnauthorizedAsync(
            context, "the client certificate and the token, or two tokens, are for different scopes: send one credential"),
        TokenAbsence.Throttled => MachineProblems.TooManyAsync(context, "too many unknown tokens are being looked up: try again shortly", LookUpAgainAfter),
        // Not 401: a puller would take its good token for a revoked one.
        TokenAbsence.Unknowable => MachineProblems.UnavailableAsync(context, "this replica does not know the token and the database is away: try again shortly", StoreAgainAfter),
    };

    public static Task NoPolicyYetAsync(HttpContext context) =>
        MachineProblems.UnavailableAsync(context, "this replica knows no policy yet: it decides as soon as the database answers", StoreAgainAfter);

    /// <param name="keyId">Null where any live key's archive would have done.</param>
    public static Task NoLiveArchiveAsync(HttpContext context, string? keyId) => keyId is null
        ? MachineProblems.UnavailableAsync(context, "no live key has signed it yet: it is signed anew as soon as the database answers", StoreAgainAfter)
        : MachineProblems.NotFoundAsync(context, $"there is no archive of it that the live key `{keyId}` signed: see /v1/keys");
}
