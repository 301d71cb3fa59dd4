using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Linkerd;

/// <summary>What Linkerd's policies cannot do however a policy is written.</summary>
internal static class LinkerdResiduals
{
    private static readonly Residual Mesh = new(
        "certificates_by_mesh", "the mesh verifies certificates by its own roots, and knows the service account of `/ns/…/sa/…` by the DNS name that a control plane in the namespace `linkerd` gives it");

    private static readonly Residual Tokens = new(
        "tokens_unread", "linkerd reads no token: a caller is who its certificate says, whatever token stands beside it, and one with a token alone is nobody");

    private static readonly Residual Localhost = new(
        "localhost_permitted", "what comes from the pod itself is let through");

    private static readonly Residual OtherPolicies = new(
        "other_policies", "what other authors allow by policies of Linkerd for the same server, routes or namespace is allowed too");

    private static readonly Residual OtherPorts = new(
        "other_ports", "other ports of the same pods are under the pods' default policy");

    private static readonly Residual Hosts = new(
        "hosts_unchecked", "linkerd decides at the pods, whatever host a request names");

    private static readonly Residual Paths = new(
        "path_encoding", "where paths have `{*}` or `**`, those whose escapes are no well-formed text and those longer than 2,048 bytes are not refused");

    private static readonly Residual Headers = new(
        "headers_kept", "linkerd removes headers by their names: others under `X-Access-` and `X-Forwarded-`, names with underscores and `Upgrade` pass");

    private static readonly Residual NoClock = MissingClock.Of(Target.Linkerd);

    private static readonly Residual LimitsPerInstance = new(
        "rate_limit_per_instance", "each proxy counts by itself, all requests of a caller to the deployment together, and takes as many at once as it takes in a second");

    private static readonly Residual LimitsMissing = new(
        "rate_limit_missing", "linkerd limits service accounts of the cluster to whole requests a second at all of a deployment: other rate limits are not enforced");

    private static readonly Residual DirectCalls = new(
        "direct_calls_refused", "behind a gateway linkerd lets in the gateway alone: principals that call past it are refused, whatever they are granted");

    private static readonly Residual Streams = new(
        "stream_duration", "linkerd decides when a request or connection begins: what lasts ends under the former policy, and `maxStreamDuration` is not enforced");

    public static IEnumerable<Residual> Of(MeshCallers callers, DeploymentPolicy policy, LinkerdPlacement placement)
    {
        IEnumerable<(bool Applies, Residual Residual)> all =
        [
            (true, Mesh),
            (true, Localhost),
            (true, OtherPolicies),
            (true, OtherPorts),
            (true, Streams),
            (policy.Rules.Any(r => r.Grant.ValidFrom is not null || r.Grant.Expires is not null), NoClock),
            .. placement.IsLaterHop ? [(true, DirectCalls)] : OfLimits(callers, policy),
            .. policy.Deployment.Protocol == Protocol.Tcp ? [] : OfRequests(callers, policy, placement),
        ];
        return all.Where(r => r.Applies).Select(r => r.Residual);
    }

    private static IEnumerable<(bool Applies, Residual Residual)> OfLimits(MeshCallers callers, DeploymentPolicy policy)
    {
        var limits = RateLimits.Of(callers, policy);
        return [(!limits.BySecond.IsEmpty, LimitsPerInstance), (limits.IsIncomplete, LimitsMissing)];
    }

    private static IEnumerable<(bool Applies, Residual Residual)> OfRequests(MeshCallers callers, DeploymentPolicy policy, LinkerdPlacement placement) =>
    [
        (callers.HasTokens, Tokens),
        (true, Hosts),
        (true, Headers),
        (!placement.IsLaterHop && policy.Rules.Any(r => r.Effect == Effect.Allow && r.Permissions.Any(p => p.Paths.Any(t => !t.IsExact))), Paths),
    ];
}
