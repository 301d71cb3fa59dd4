using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Equivalence;
using AccessConsole.Tests.Support;

namespace AccessConsole.Tests.Engines.Consul;

/// <summary>One request at one Consul hop: what the evaluator says there, and which residual or loss, if any, speaks of such a request.</summary>
internal sealed class Comparison
{
    private readonly bool isNamedPeer;

    public Comparison(PolicySet policy, DeploymentPolicy deployment, HopCoverage hop, WireRequest wire, TokenVerifier verifier)
    {
        (Deployment, Hop, Wire) = (deployment.Deployment, hop, wire);
        var request = wire.ToAccessRequest(verifier);
        // A gateway's certificate is transport.
        if (deployment.Deployment.Hops is { Count: > 1 } hops && request.Caller.Certificate?.SpiffeId == hops[^2].SpiffeId)
            request = request with { Caller = request.Caller with { Certificate = null } };
        Verdict = Evaluator.Decide(policy, request);
        Token = request.Caller.Token;
        isNamedPeer = request.Caller.Certificate?.SpiffeId is { } peer && deployment.NamedPrincipals().Intersect(policy.Principals.WithSpiffeId(peer)).Any();
    }

    public Deployment Deployment { get; }

    public HopCoverage Hop { get; }

    public WireRequest Wire { get; }

    public Verdict Verdict { get; }

    public bool Expected => Verdict.Effect == Effect.Allow;

    private TokenEvidence? Token { get; }

    public ConsulRequest ToConsul() => new(Wire.Method, Wire.Path, Wire.Headers, Peer(), Wire.Time);

    /// <summary>The first of the residuals that the hop lists and that is about such a request.</summary>
    public string? NamedDifference(bool allowed)
    {
        IEnumerable<(string Code, bool Applies)> all =
        [
            ("certificates_by_mesh", Wire.Certificate.Kind == ClientCertificateKind.TwoUris || (!allowed && !IsOfTheMesh())),
            ("datacenter_unchecked", Wire.Certificate.SpiffeId?.Contains("/dc/dc2/", StringComparison.Ordinal) ?? false),
            ("path_normalized", !CanonicalPath.IsCanonical(Wire.Path)),
            ("token_lifetime", Token?.Defect is TokenDefect.Lifetime or TokenDefect.NotYetValid),
            ("token_form", Token?.Defect is TokenDefect.Malformed || (Token?.Defect is TokenDefect.UnknownKey && PresentedToken.HeaderOf(Wire)?["kid"] is null) || (Token?.Defect is TokenDefect.Audience && PresentedToken.ClaimsOf(Wire)?["aud"] is JsonArray)),
            ("claim_kinds", Token is { Defect: null } && PresentedToken.ClaimsOf(Wire)!.Any(c => c.Key != "aud" && c.Value is JsonArray)),
            ("public_tokens", allowed && (Verdict.Reason == DecisionReason.MissingClaim || NamesTwo)),
        ];
        return all.FirstOrDefault(r => r.Applies && Hop.Residuals.Any(listed => listed.Code == r.Code)).Code;
    }

    /// <summary>The loss that explains the difference; null where none does.</summary>
    public CoverageLoss? Loss(bool allowed)
    {
        if (!allowed)
            return Hop.Losses.FirstOrDefault(l => l.Coverage == Coverage.Narrower && (l.Grant is null ? IsAboutThePeer(l.Code) : l.Grant == Verdict.Grant?.Name));
        if (Verdict.Reason == DecisionReason.AmbiguousIdentity)
            return NamesTwo ? Find("ambiguous_token") : null;
        var deny = Verdict.Reason == DecisionReason.DeniedByGrant ? Hop.Losses.FirstOrDefault(l => l.Coverage == Coverage.Wider && l.Grant == Verdict.Grant?.Name) : null;
        return deny ?? (PresentedToken.ClaimsOf(Wire)?["build_tag"] is not null ? Find("tag_unseen") : null);
    }

    private bool NamesTwo => Verdict.Reason == DecisionReason.AmbiguousIdentity && Verdict.Detail?.Contains("more than one", StringComparison.Ordinal) == true;

    private CoverageLoss? Find(string code) => Hop.Losses.FirstOrDefault(l => l.Code == code);

    private bool IsAboutThePeer(string code) => code switch
    {
        "gateway_only" => Wire.Certificate.SpiffeId != ConsulPolicies.Gateway.Text,
        "datacenters_mixed" => Wire.Certificate.SpiffeId != ConsulPolicies.Gateway.Text && Wire.Certificate.SpiffeId != ConsulPolicies.IdOf("nobody").Text,
        "services_unlisted" => Token is not null && !isNamedPeer && Wire.Certificate.SpiffeId != ConsulPolicies.Gateway.Text,
        // Where the rules of a policy do not fit into one entry, everybody is refused.
        "entry_too_large" => true,
        _ => throw new InvalidOperationException($"{code} is not expected of random policies"),
    };

    private bool IsOfTheMesh() => Wire.Certificate.SpiffeId?.StartsWith($"spiffe://{PolicyGen.TrustDomain}/ns/default/dc/", StringComparison.Ordinal) ?? false;

    private ImmutableArray<string>? Peer() => Wire.Certificate.Kind switch
    {
        ClientCertificateKind.Valid => [Wire.Certificate.SpiffeId!],
        ClientCertificateKind.TwoUris => [ConsulPolicies.IdOf("build").Text, ConsulPolicies.IdOf("storefront").Text],
        ClientCertificateKind.None or ClientCertificateKind.WithoutUri or ClientCertificateKind.ForeignTrustDomain or ClientCertificateKind.UntrustedIssuer => null,
    };
}
