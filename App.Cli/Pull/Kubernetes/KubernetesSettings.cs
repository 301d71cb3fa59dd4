using System.Collections.Immutable;
using k8s;

namespace AccessConsole.Cli.Pull.Kubernetes;

/// <summary>The cluster that the puller works for.</summary>
internal sealed record KubernetesSettings
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Null: the account of the pod, or else what kubectl would use.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>Where objects may lie, and where the puller looks for them; empty for every namespace.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];

    /// <exception cref="FormatException">There is no usable configuration.</exception>
    public IKubernetes Connect()
    {
        try
        {
            var configuration = Kubeconfig is not null ? KubernetesClientConfiguration.BuildConfigFromConfigFile(Kubeconfig)
                : KubernetesClientConfiguration.IsInCluster() ? KubernetesClientConfiguration.InClusterConfig()
                : KubernetesClientConfiguration.BuildConfigFromConfigFile();
            configuration.HttpClientTimeout = Patience;
            return new k8s.Kubernetes(configuration);
        }
        catch (Exception e) when (e is k8s.Exceptions.KubeConfigException or IOException or YamlDotNet.Core.YamlException)
        {
            throw new FormatException($"the cluster's configuration cannot be used: {e.Message}", e);
        }
    }
}
