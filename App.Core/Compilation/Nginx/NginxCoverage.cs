using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>How nginx's decision compares with the evaluator's: the same for HTTP and gRPC, none for TCP.</summary>
internal static class NginxCoverage
{
    private static readonly Residual Own400 = new(
        "nginx_own_400", "requests that nginx itself refuses as malformed, or for an expired client certificate, get its own answer and no decision, in shadow too");

    private static readonly Residual OldWorkers = new(
        "open_connections", "after a reload, requests already being answered and open streams end under the former bundle");

    private static readonly Residual StreamDuration = new(
        "max_stream_duration", "nginx bounds how long a stream may be idle by `maxStreamDuration`, not how long it may last");

    private static readonly Residual LimitPerInstance = new(
        "rate_limit_per_instance", "each nginx counts for itself, so that a limit multiplies by the number of instances");

    private static readonly Residual Unidentified = new(
        "unidentified_allowed", "a pipeline can shed its identity: a caller without any credential is left alone until `unidentified: allow` is removed");

    public static HopCoverage Of(DeploymentPolicy deployment, int hop)
    {
        ImmutableArray<CoverageLoss> losses = [.. Losses(deployment, hop)];
        var coverage = losses.Select(l => l.Coverage).DefaultIfEmpty(Coverage.Exact).Max();
        return new HopCoverage(Target.Nginx, hop, coverage, losses, coverage == Coverage.NotEnforced ? [] : [.. Residuals(deployment)]);
    }

    private static IEnumerable<CoverageLoss> Losses(DeploymentPolicy deployment, int hop)
    {
        var settings = deployment.Deployment;
        if (settings.Protocol == Protocol.Tcp)
        {
            yield return new CoverageLoss(Coverage.NotEnforced, null, "nginx decides no tcp connections", "enforce the deployment at a mesh hop");
            yield break;
        }

        if (settings.Hosts.Count == 0)
        {
            yield return new CoverageLoss(Coverage.NotEnforced, null, "nginx chooses a service by its host, and the deployment has none", "give the deployment a host");
            yield break;
        }

        if (hop != NginxDeployment.HopOf(settings))
        {
            yield return new CoverageLoss(
                Coverage.Narrower, null, "only the last of several nginx hops forwards tokens rightly: an earlier one removes them", "keep one nginx hop");
        }
    }

    private static IEnumerable<Residual> Residuals(DeploymentPolicy deployment)
    {
        yield return Own400;
        yield return OldWorkers;
        if (deployment.Deployment.WebSocket || deployment.Deployment.Protocol == Protocol.Grpc)
            yield return StreamDuration;
        if (deployment.Rules.Any(r => r.Grant.RateLimit is not null))
            yield return LimitPerInstance;
        if (deployment.Deployment is { Isolation: Isolation.Pipelines, Unidentified: Model.Unidentified.Allow })
            yield return Unidentified;
    }
}
