using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Nginx;

/// <param name="Data">The deployment's member of <c>policy.json</c>, UTF-8 JSON; empty where nginx does not serve it.</param>
/// <param name="Limits">The distinct rate limits of its grants, the narrowest first.</param>
internal sealed record NginxDeployment(DeploymentPolicy Deployment, ReadOnlyMemory<byte> Data, ImmutableArray<RateLimitZone> Limits)
    : CompiledDeployment(Deployment)
{
    /// <summary>The hop at which nginx decides: where it is more than one of them, the last, which alone may remove the token.</summary>
    /// <returns>-1 where nginx does not serve the deployment.</returns>
    public static int HopOf(Deployment deployment)
    {
        if (deployment.Protocol == Protocol.Tcp)
            return -1;
        for (var hop = deployment.Hops.Count - 1; hop >= 0; hop--)
        {
            if (deployment.Hops[hop].Engine == Target.Nginx)
                return hop;
        }

        return -1;
    }

    public bool IsServed => HopOf(Deployment.Deployment) >= 0 && Deployment.Deployment.Hosts.Count > 0;

    public bool IsLastHop => HopOf(Deployment.Deployment) == Deployment.Deployment.Hops.Count - 1;

    public static NginxDeployment Of(DeploymentPolicy deployment)
    {
        var hop = HopOf(deployment.Deployment);
        var limits = RateLimitZone.Of(deployment);
        return hop < 0
            ? new NginxDeployment(deployment, ReadOnlyMemory<byte>.Empty, [])
            : new NginxDeployment(deployment, DeploymentData.Of(deployment, hop, limits), limits);
    }
}
