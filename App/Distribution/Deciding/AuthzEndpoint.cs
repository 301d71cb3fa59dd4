using System.Globalization;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Endpoints;
using AccessConsole.Tokens;

namespace AccessConsole.Distribution.Deciding;

/// <summary>
/// <c>ANY /v1/authz/{environment}/{service}/{**path}</c>: the decision as a status code, for Envoy's ext_authz and nginx's auth_request. The call carries its caller's headers, so
/// that what lets the engine ask stands in <c>Access-Console-Token</c>.
/// </summary>
internal sealed class AuthzEndpoint(PullerAuthentication authentication, ScopeRefusals scope, RequestDecider decider, DecidedLog log, TimeProvider clock)
{
    private const string TokenHeader = "Access-Console-Token";
    private const string CertificateHeader = "Access-Client-Certificate";
    private const string AuthRequest = "auth_request";

    public async Task HandleAsync(HttpContext context)
    {
        var finding = await authentication.FindAsideAsync(context, TokenHeader, clock.GetUtcNow());
        if (finding is { Token: null, Absence: TokenAbsence.Refused })
            await MachineProblems.UnauthorizedAsync(context, $"send a live token of the kind `decide` as `{TokenHeader}`, or a certificate by whose SPIFFE ID one is registered: `Authorization` is the caller's");
        else if (finding.Token is not { } token)
            await Refusals.OfTokenAsync(context, finding);
        else if (token.Token.Kind != TokenKind.Decide)
            await scope.AnswerAsync(context, token);
        else
            await AnswerAsync(context, token);
    }

    private async Task AnswerAsync(HttpContext context, LiveToken token)
    {
        AuthzTarget target;
        try
        {
            target = AuthzTarget.Read(context);
        }
        catch (FormatException e)
        {
            await MachineProblems.MalformedAsync(context, e.Message);
            return;
        }

        if (!token.MayDecide(target.Environment, target.Service))
            await scope.AnswerAsync(context, token);
        else if (decider.Current is not { } basis)
            await Refusals.NoPolicyYetAsync(context);
        else
            Answer(context, Decide(context, token, basis, new AskedRequest(CredentialsOf(context.Request), target.Environment, target.Service, target.Method, target.Path)));
    }

    private LiveDecision Decide(HttpContext context, LiveToken token, RequestDecider.Basis basis, in AskedRequest asked)
    {
        var decided = decider.Decide(basis, asked);
        var noting = log.Begin(token, context);
        noting.Add(asked, decided);
        noting.End();
        return decided;
    }

    private static PresentedCredentials CredentialsOf(HttpRequest request)
    {
        var certificates = request.Headers[CertificateHeader];
        // Of two one is the caller's invention: they verify as none.
        return new PresentedCredentials(Token: null, request.Headers, certificates.Count switch { 0 => null, 1 => Uri.UnescapeDataString(certificates[0]!), _ => "" });
    }

    private static void Answer(HttpContext context, in LiveDecision decided)
    {
        var (response, verdict) = (context.Response, decided.Verdict);
        response.StatusCode = decided.Passes ? StatusCodes.Status200OK : RefusalStatus(context.Request, decided);
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Access-Reason"] = verdict.Reason.Name();
        response.Headers["X-Access-Revision"] = decided.Revision.ToString(CultureInfo.InvariantCulture);
        if (response.StatusCode == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer";
        // For the engine: an outsider is told no more than the reason.
        if (!decided.Passes)
            return;
        if (verdict.Principal is { } principal)
            response.Headers["X-Access-Principal"] = PrincipalKey.Of(principal);
        if (verdict.Grant is { } grant)
            response.Headers["X-Access-Grant"] = grant.Name;
    }

    /// <summary>nginx's auth_request knows 401 and 403, and makes an error of every other refusal.</summary>
    private static int RefusalStatus(HttpRequest request, in LiveDecision decided) =>
        decided.RefusalStatus == StatusCodes.Status429TooManyRequests && request.Query.ContainsKey(AuthRequest) ? StatusCodes.Status403Forbidden : decided.RefusalStatus;
}
