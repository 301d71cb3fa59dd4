using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Equivalence;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Istio;

/// <summary>One request at one Istio hop: what the evaluator says there, and which residual, if any, speaks of such a request.</summary>
internal sealed class Comparison
{
    private readonly bool isOfNobodyNamed;

    public Comparison(PolicySet policy, DeploymentPolicy deployment, HopCoverage hop, WireRequest wire, TokenVerifier verifier)
    {
        (Deployment, Hop, Wire) = (deployment.Deployment, hop, wire);
        var request = wire.ToAccessRequest(verifier);
        // A gateway's certificate is transport.
        if (Gateway is { } gateway && request.Caller.Certificate?.SpiffeId == gateway)
            request = request with { Caller = request.Caller with { Certificate = null } };
        Verdict = Evaluator.Decide(policy, request);
        isOfNobodyNamed = request.Caller.Certificate?.SpiffeId is { } peer && !deployment.NamedPrincipals().Intersect(policy.Principals.WithSpiffeId(peer)).Any();
        Token = request.Caller.Token;
    }

    public Deployment Deployment { get; }

    public HopCoverage Hop { get; }

    public WireRequest Wire { get; }

    public Verdict Verdict { get; }

    /// <summary>Whether the request should pass here: in shadow all does, and at a later hop nobody comes without a certificate.</summary>
    public bool Expected => Deployment.Mode == Mode.Shadow || Granted;

    /// <summary>Whether the request would pass without shadow.</summary>
    public bool Granted => Verdict.Effect == Effect.Allow && (Deployment.Hops.Count == 1 || Wire.Certificate.Kind != ClientCertificateKind.None);

    private TokenEvidence? Token { get; }

    private SpiffeId? Gateway => Deployment.Hops.Count > 1 ? Deployment.Hops[^2].SpiffeId : null;

    public IstioRequest ToIstio() => new(
        Wire.Method, Wire.Path, PolicyGen.HostOf(Wire.Environment, Wire.Service), Wire.Headers, Peer(), Wire.Time);

    /// <summary>The first of the residuals that the hop lists and that is about such a request.</summary>
    public string? NamedDifference()
    {
        IEnumerable<(string Code, bool Applies)> all =
        [
            ("certificates_by_mesh", Wire.Certificate.Kind is ClientCertificateKind.TwoUris),
            ("path_normalized", !CanonicalPath.IsCanonical(Wire.Path)),
            ("token_lifetime", Token?.Defect is TokenDefect.Lifetime or TokenDefect.NotYetValid),
            ("token_form", Token?.Defect is TokenDefect.Malformed || (Token?.Defect is TokenDefect.UnknownKey && !HasKeyId()) || (Token?.Defect is TokenDefect.Audience && PresentedToken.ClaimsOf(Wire)?["aud"] is JsonArray)),
            ("claim_kinds", Token is { Defect: null } && PresentedToken.ClaimsOf(Wire)!.Any(IsOdd)),
        ];
        return all.FirstOrDefault(r => r.Applies && Hop.Residuals.Any(listed => listed.Code == r.Code)).Code;
    }

    /// <summary>The loss that is about such a difference of such a request: of the whole deployment, or of the grant that decided.</summary>
    public string? LossThatNames(Coverage direction)
    {
        var loss = Hop.Losses.FirstOrDefault(l => l.Coverage == direction && IsAbout(l) && (l.Grant is null || Verdict.Grant is null || l.Grant == Verdict.Grant.Name));
        return loss is null ? null : $"{direction}: {loss.Code}";
    }

    /// <summary>Of many certificates whose owners no rule names, only where they lie is known.</summary>
    private bool IsAbout(CoverageLoss loss) => loss.Code != "certificates_by_folder" || (isOfNobodyNamed && Token is not null);

    private bool HasKeyId() => PresentedToken.HeaderOf(Wire)?["kid"] is not null;

    /// <summary>A claim that policies read, and that is neither a text of one line nor missing.</summary>
    private static bool IsOdd(KeyValuePair<string, JsonNode?> claim) =>
        claim.Key is not ("iat" or "nbf" or "exp" or "build_number")
        && claim.Value is not null && !(claim.Value is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 && !text.Contains('\n', StringComparison.Ordinal));

    private ImmutableArray<string>? Peer() => Wire.Certificate.Kind switch
    {
        ClientCertificateKind.None => null,
        ClientCertificateKind.Valid => [Wire.Certificate.SpiffeId!],
        ClientCertificateKind.WithoutUri => ["CN=peer"],
        ClientCertificateKind.TwoUris => [$"spiffe://{PolicyGen.TrustDomain}/ci/build", $"spiffe://{PolicyGen.TrustDomain}/ci/deploy"],
        // A mesh that trusts more roots than the policy lets such a connection stand: the policy must refuse it.
        ClientCertificateKind.ForeignTrustDomain or ClientCertificateKind.UntrustedIssuer => ["spiffe://foreign.example/ci/build"],
    };
}
