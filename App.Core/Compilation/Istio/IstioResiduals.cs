using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Istio;

/// <summary>What Istio's security API cannot do however a policy is written.</summary>
internal static class IstioResiduals
{
    private static readonly Residual Mesh = new(
        "certificates_by_mesh", "the mesh verifies certificates by its own roots, takes any of several URI names, takes one trust domain for another where it is configured as its alias, and says itself whether a first hop may be reached without one");

    private static readonly Residual OtherPolicies = new(
        "other_policies", "what other authors allow by policies of Istio for the same pods is allowed too, and what they deny is denied");

    private static readonly Residual OtherPorts = new(
        "other_ports", "other ports of the same pods are refused, unless a deployment or another policy allows them");

    private static readonly Residual AnyPort = new(
        "any_port", "the deployment names no port: the policy holds on every port of its pods, and ports that do not speak http are refused");

    private static readonly Residual SharedPods = new(
        "hosts_unchecked", "the deployment names no hosts: what another deployment without hosts allows on the same pods and port is allowed here too");

    private static readonly Residual Waypoint = new(
        "waypoint_bypass", "what reaches the pods past their waypoint meets no policy: let the pods admit the waypoint only");

    private static readonly Residual Paths = new(
        "path_normalized", "istio decides on the path as the mesh normalizes it and forwards that: paths that are not canonical are not refused; set `pathNormalization` to DECODE_AND_MERGE_SLASHES");

    private static readonly Residual Headers = new(
        "headers_kept", "istio's policies remove no headers: names that would override method or path are refused, those under `X-Access-`, `X-Forwarded-` and with underscores pass");

    private static readonly Residual TokenForm = new(
        "token_form", "istio takes a token without key id, with other audiences or critical extensions, and the first of several in a header, whatever stands around it; of tokens in several headers it says nothing, and on a CORS preflight it reads none");

    private static readonly Residual TokenLifetime = new(
        "token_lifetime", "istio checks when a token ends and begins to hold where it says so, and neither `iat` nor `maxTokenLifetime`");

    private static readonly Residual ClaimKinds = new(
        "claim_kinds", "a claim that is an empty text, of several lines, a number, a truth value or an object is to istio as if it were missing, and a list as each of its texts");

    private static readonly Residual NoClock = MissingClock.Of(Target.Istio);

    private static readonly Residual NoLimits = new(
        "rate_limit_missing", "istio's policies count no requests: rate limits are not enforced");

    private static readonly Residual Streams = new(
        "stream_duration", "istio decides when a request or connection begins: what lasts ends under the former policy, and `maxStreamDuration` is not enforced");

    public static IEnumerable<Residual> Of(CallerDirectory callers, DeploymentPolicy policy, IstioPlacement placement)
    {
        var deployment = policy.Deployment;
        IEnumerable<(bool Applies, Residual Residual)> all =
        [
            (true, Mesh),
            (true, OtherPolicies),
            (true, Streams),
            (!placement.IsWaypoint && placement.Port is not null, OtherPorts),
            (!placement.IsWaypoint && placement.Port is null, AnyPort),
            (placement.IsWaypoint, Waypoint),
            (policy.Rules.Any(r => r.Grant.ValidFrom is not null || r.Grant.Expires is not null), NoClock),
            (policy.Rules.Any(r => r.Grant.RateLimit is not null), NoLimits),
            .. deployment.Protocol == Protocol.Tcp ? [] : OfRequests(callers, deployment),
        ];
        return all.Where(r => r.Applies).Select(r => r.Residual);
    }

    private static IEnumerable<(bool Applies, Residual Residual)> OfRequests(CallerDirectory callers, Deployment deployment) =>
    [
        (true, Paths),
        (true, Headers),
        (deployment.Hosts.Count == 0, SharedPods),
        (!callers.Issuers.IsEmpty, TokenForm),
        (!callers.Issuers.IsEmpty, TokenLifetime),
        (!callers.Issuers.IsEmpty, ClaimKinds),
    ];
}
