using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>A deployment as Envoy serves it; what its rules become depends on the principals, and is written with them.</summary>
internal sealed record EnvoyDeployment(DeploymentPolicy Deployment) : CompiledDeployment(Deployment)
{
    /// <summary>The hop at which Envoy decides: where it is more than one of them, the last, which alone may remove the token.</summary>
    /// <returns>-1 where Envoy does not serve the deployment.</returns>
    public static int HopOf(Deployment deployment)
    {
        if (deployment.Protocol == Protocol.Tcp || deployment.Hosts.Count == 0)
            return -1;
        for (var hop = deployment.Hops.Count - 1; hop >= 0; hop--)
        {
            if (deployment.Hops[hop].Engine == Target.Envoy)
                return hop;
        }

        return -1;
    }

    public bool IsServed => HopOf(Deployment.Deployment) >= 0;

    public bool IsLastHop => HopOf(Deployment.Deployment) == Deployment.Deployment.Hops.Count - 1;

    public bool IsShadow => Deployment.Deployment.Mode == Mode.Shadow;

    /// <summary>The name of the cluster of its upstream.</summary>
    public string Cluster => $"access-{Deployment.Service.Name}";
}
