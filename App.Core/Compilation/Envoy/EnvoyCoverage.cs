using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>How Envoy's decision compares with the evaluator's: the same for HTTP and gRPC, none for TCP.</summary>
internal static class EnvoyCoverage
{
    private static readonly Residual OwnRefusals = new(
        "envoy_own_refusals", "requests that envoy itself refuses as malformed or for headers with underscores, handshakes with a certificate that does not verify, and tokens that do not parse get its own answer and no decision, in shadow too");

    private static readonly Residual PathLength = new("path_length", "envoy does not refuse canonical paths that are longer than 2,048 bytes");

    private static readonly Residual HeaderPrefixes = new(
        "header_prefixes", "envoy removes headers by name: other names under `X-Access-`, `X-Original-`, `X-Rewrite-`, `X-Forwarded-` and `X-HTTP-Method` reach the upstream");

    private static readonly Residual CertificateSpelling = new("certificate_spelling", "a SPIFFE ID whose trust domain is not in lower case is refused");

    private static readonly Residual FilesApart = new(
        "files_apart", "envoy reads its files one after another, so that for a moment new rules meet former keys or former rules new keys");

    private static readonly Residual OpenStreams = new("open_connections", "requests already being answered and open streams end under the former bundle");

    private static readonly Residual LimitPerInstance = new(
        "rate_limit_per_instance", "each envoy counts for itself, so that a limit multiplies by the number of instances; buckets are full again whenever its routes change");

    private static readonly Residual LimitShared = new(
        "rate_limit_shared", "callers whom no grant of the deployment names share one bucket of what is granted to anyone");

    private static readonly Residual ShadowIdentity = new(
        "shadow_identity", "in shadow envoy does not say when a token and a certificate name different principals");

    private static readonly CoverageLoss NoTcp = new(
        "tcp_undecided", Coverage.NotEnforced, null, "envoy's compiler decides no tcp connections", "enforce the deployment at a mesh hop");

    private static readonly CoverageLoss NoHost = new(
        "host_missing", Coverage.NotEnforced, null, "envoy chooses a service by its host, and the deployment has none", "give the deployment a host");

    private static readonly CoverageLoss EarlierHop = new(
        "earlier_envoy_hop", Coverage.Narrower, null, "only the last of several envoy hops forwards tokens rightly: an earlier one removes them", "keep one envoy hop");

    private static readonly CoverageLoss GatewayIsPrincipal = new(
        "gateway_is_principal",
        Coverage.Narrower,
        null,
        "the gateway before this hop has the SPIFFE ID of a principal, so that tokens of others are refused behind it",
        "give the gateway a SPIFFE ID of its own");

    public static HopCoverage Of(PrincipalDirectory directory, DeploymentPolicy deployment, int hop)
    {
        ValueList<CoverageLoss> losses = [.. Losses(directory, deployment.Deployment, hop)];
        return new HopCoverage(Target.Envoy, hop, losses, losses.Any(l => l.Coverage == Coverage.NotEnforced) ? [] : [.. Residuals(deployment)]);
    }

    private static IEnumerable<CoverageLoss> Losses(PrincipalDirectory directory, Deployment deployment, int hop)
    {
        if (deployment.Protocol == Protocol.Tcp)
            return [NoTcp];
        if (deployment.Hosts.Count == 0)
            return [NoHost];
        return
        [
            .. hop == EnvoyDeployment.HopOf(deployment) ? [] : (CoverageLoss[])[EarlierHop],
            .. hop > 0 && deployment.Hops[hop - 1].SpiffeId is { } gateway && !directory.WithSpiffeId(gateway).IsEmpty ? [GatewayIsPrincipal] : (CoverageLoss[])[],
        ];
    }

    private static IEnumerable<Residual> Residuals(DeploymentPolicy deployment)
    {
        yield return OwnRefusals;
        yield return PathLength;
        yield return HeaderPrefixes;
        yield return CertificateSpelling;
        yield return FilesApart;
        yield return OpenStreams;
        if (deployment.Rules.Any(r => r.Grant.RateLimit is not null))
            yield return LimitPerInstance;
        if (deployment.AnyoneRules.Any(r => r.Grant.RateLimit is not null))
            yield return LimitShared;
        if (deployment.Deployment.Mode == Mode.Shadow)
            yield return ShadowIdentity;
    }
}
