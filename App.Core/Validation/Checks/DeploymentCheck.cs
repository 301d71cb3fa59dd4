using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation.Checks;

/// <summary>One deployment in an environment that exists, with coordinates that its meshes can have.</summary>
internal static class DeploymentCheck
{
    private static readonly TimeSpan MinStream = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxStream = TimeSpan.FromHours(24);

    public static void Check(ValidationContext context)
    {
        foreach (var service in context.Services)
            CheckEnvironments(context, service);
        foreach (var (_, deployment, pointer) in context.Deployments)
        {
            if (deployment.MaxStreamDuration < MinStream || deployment.MaxStreamDuration > MaxStream)
                context.Error(DiagnosticCodes.StreamDurationRange, pointer + "/maxStreamDuration", "a stream may last something between 1s and 24h");
            CheckProbes(context, deployment, pointer);
            CheckMesh(context, deployment, pointer);
        }

        CheckConsulServices(context);
    }

    /// <summary>In a Consul a service has one entry of intentions, so that two deployments could not both be told of.</summary>
    private static void CheckConsulServices(ValidationContext context)
    {
        var seen = new HashSet<(string Environment, string Service)>();
        foreach (var (_, deployment, pointer) in context.Deployments)
        {
            if (deployment.Consul is { Service.Length: > 0 } consul && !seen.Add((deployment.Environment, consul.Service)))
                context.Error(DiagnosticCodes.ConsulDuplicate, pointer + "/consul/service", $"`{Shown.Text(consul.Service)}` is another deployment's service in this environment's Consul: give each deployment its own");
        }
    }

    private static void CheckEnvironments(ValidationContext context, Located<Service> service)
    {
        var deployments = service.Object.Deployments;
        context.CheckCount(deployments.Count, DocumentLimits.Deployments, "deployments", service.At("/deployments"));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < deployments.Count; i++)
        {
            var environment = deployments[i].Environment;
            context.CheckReference(PolicyKind.Environment, environment, context.Index.Environments, service.At($"/deployments/{i}/environment"));
            if (environment.Length > 0 && !seen.Add(environment))
                context.Error(DiagnosticCodes.DeploymentDuplicate, service.At($"/deployments/{i}/environment"), $"the service is deployed in `{environment}` already: a service has one deployment in each environment");
        }
    }

    private static void CheckProbes(ValidationContext context, Deployment deployment, string pointer)
    {
        context.CheckCount(deployment.Probes.Count, DocumentLimits.Probes, "probes", pointer + "/probes");
        for (var i = 0; i < deployment.Probes.Count; i++)
        {
            if (!deployment.Probes[i].IsExact)
                context.Error(DiagnosticCodes.ProbeNotExact, $"{pointer}/probes/{i}", $"probe `{deployment.Probes[i]}` is open to anyone: name one exact path, without `{{*}}` and `**`");
        }
    }

    private static void CheckMesh(ValidationContext context, Deployment deployment, string pointer)
    {
        if (deployment.Kubernetes is { } kubernetes && !IsKubernetes(kubernetes))
        {
            context.Error(
                DiagnosticCodes.KubernetesInvalid, pointer + "/kubernetes", "no Kubernetes workload: `namespace` is a name of up to 63 lower-case letters, digits and hyphens, `selector` holds labels, `port` is 1 to 65535");
        }

        if (deployment.Consul is { Service.Length: > 0 } consul && !Texts.IsName(consul.Service))
            context.Error(DiagnosticCodes.ConsulInvalid, pointer + "/consul/service", $"`{Shown.Text(consul.Service)}` is no service of Consul: use up to 63 lower-case letters, digits and inner hyphens");
    }

    private static bool IsKubernetes(KubernetesWorkload kubernetes) =>
        (kubernetes.Namespace.Length == 0 || Texts.IsName(kubernetes.Namespace))
        && kubernetes.Port is >= 0 and <= 65_535
        && kubernetes.Selector.All(label => Texts.IsClaimName(label.Key) && (label.Value.Length == 0 || (label.Value.Length <= 63 && Texts.IsSlug(label.Value))));
}
