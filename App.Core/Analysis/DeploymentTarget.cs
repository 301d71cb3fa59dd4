using AccessConsole.Core.Analysis.Sets;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Analysis;

/// <summary>What is physically reached through a deployment. Another target behind the same service name is other access.</summary>
/// <param name="Hosts">In ordinal order.</param>
public sealed record DeploymentTarget(string? Upstream, ValueList<string> Hosts, KubernetesWorkload? Kubernetes = null, ConsulService? Consul = null)
{
    public static DeploymentTarget Of(Deployment deployment) =>
        new(deployment.Upstream, [.. deployment.Hosts.Order(StringComparer.Ordinal)], deployment.Kubernetes, deployment.Consul);

    /// <summary>Such as <c>`https://10.0.4.12:8443` as `payments.internal`</c>.</summary>
    public override string ToString()
    {
        var places = new List<string>();
        if (Upstream is not null)
            places.Add(Quoted.Text(Upstream));
        if (Kubernetes is { } workload)
            places.Add($"{Quoted.Text($"{workload.Namespace}/{string.Join(',', workload.Selector.Select(l => $"{l.Key}={l.Value}"))}:{workload.Port}")} in Kubernetes");
        if (Consul is { } consul)
            places.Add($"{Quoted.Text(consul.Service)} in Consul");
        if (Hosts.Count > 0)
            places.Add($"as {string.Join(", ", Hosts.Select(Quoted.Text))}");
        return string.Join(' ', places);
    }
}
