using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>How nginx's decision compares with the evaluator's: the same for HTTP and gRPC, none for TCP.</summary>
internal static class NginxCoverage
{
    private static readonly Residual Own400 = new(
        "nginx_own_400", "requests that nginx itself refuses as malformed, or for a client certificate that is expired or has more intermediates than its authority allows, get its own answer and no decision, in shadow too");

    private static readonly Residual OldWorkers = new(
        "open_connections", "after a reload, requests already being answered and open streams end under the former bundle");

    private static readonly Residual StreamDuration = new(
        "max_stream_duration", "nginx bounds how long a stream may be idle by `maxStreamDuration`, not how long it may last");

    private static readonly Residual WholeRequest = new(
        "whole_request_first", "nginx decides a call once it has all of its request: what a caller streams reaches the service when the caller has ended it, and a caller that waits for an answer before that gets none");

    private static readonly Residual LimitPerInstance = new(
        "rate_limit_per_instance", "each nginx counts for itself, so that a limit multiplies by the number of instances");

    private static readonly CoverageLoss NoTcp = new(
        "tcp_undecided", Coverage.NotEnforced, null, "nginx decides no tcp connections", "enforce the deployment at a mesh hop");

    private static readonly CoverageLoss NoHost = new(
        "host_missing", Coverage.NotEnforced, null, "nginx chooses a service by its host, and the deployment has none", "give the deployment a host");

    private static readonly CoverageLoss EarlierHop = new(
        "earlier_nginx_hop", Coverage.Narrower, null, "only the last of several nginx hops forwards tokens rightly: an earlier one removes them", "keep one nginx hop");

    // nginx verifies against all bundles at once and does not show the certificates between a leaf and its authority.
    private static readonly CoverageLoss Intermediates = new(
        "intermediate_authorities",
        Coverage.Narrower,
        null,
        "beside a second `trustBundle`, a certificate counts only if an authority of its own trust domain's bundle signed it: one of an intermediate is refused",
        "give every bundle no authorities but such that may have no intermediate (basicConstraints with path length 0), keep one `trustBundle`, or set `narrower: accept`");

    public static HopCoverage Of(PrincipalDirectory directory, DeploymentPolicy deployment, int hop)
    {
        ValueList<CoverageLoss> losses = [.. Losses(directory, deployment.Deployment, hop)];
        return new HopCoverage(Target.Nginx, hop, losses, losses.Any(l => l.Coverage == Coverage.NotEnforced) ? [] : [.. Residuals(deployment)]);
    }

    private static IEnumerable<CoverageLoss> Losses(PrincipalDirectory directory, Deployment deployment, int hop)
    {
        if (deployment.Protocol == Protocol.Tcp)
            return [NoTcp];
        if (deployment.Hosts.Count == 0)
            return [NoHost];
        return
        [
            .. hop == NginxDeployment.HopOf(deployment) ? [] : (CoverageLoss[])[EarlierHop],
            .. ClientAuthorities.MayHideIntermediates(directory) ? [Intermediates] : (CoverageLoss[])[],
        ];
    }

    private static IEnumerable<Residual> Residuals(DeploymentPolicy deployment)
    {
        yield return Own400;
        yield return OldWorkers;
        if (deployment.Deployment.WebSocket || deployment.Deployment.Protocol == Protocol.Grpc)
            yield return StreamDuration;
        if (deployment.Deployment.Protocol == Protocol.Grpc)
            yield return WholeRequest;
        if (deployment.Rules.Any(r => r.Grant.RateLimit is not null))
            yield return LimitPerInstance;
    }
}
