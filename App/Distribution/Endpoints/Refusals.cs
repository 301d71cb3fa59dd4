using AccessConsole.Tokens;

namespace AccessConsole.Distribution.Endpoints;

/// <summary>Refusals that several addresses share.</summary>
internal static class Refusals
{
    private static readonly TimeSpan LookUpAgainAfter = TimeSpan.FromSeconds(1);

    public static Task OfTokenAsync(HttpContext context, TokenFinding finding) => finding.IsThrottled
        ? MachineProblems.TooManyAsync(context, "too many unknown tokens are being looked up: try again shortly", LookUpAgainAfter)
        : MachineProblems.UnauthorizedAsync(context);

    public static Task NoSuchKeyAsync(HttpContext context, string? keyId) =>
        MachineProblems.NotFoundAsync(context, $"there is no archive of it that the key `{keyId}` signed: see /v1/keys");
}
