using AccessConsole.Cli.Pull.Objects;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;

namespace AccessConsole.Cli.Pull.Kubernetes;

/// <summary>Makes the engine of a mesh's objects in a cluster.</summary>
internal static class KubernetesEngine
{
    /// <exception cref="FormatException">There is no usable configuration of a cluster.</exception>
    public static IEngine Create(BundleScope scope, KubernetesSettings settings, TimeSpan patience) =>
        new ObjectEngine(new KubernetesStore(settings.Connect(), DialectOf(scope.Target), scope, settings.Namespaces), patience);

    private static KubernetesDialect DialectOf(Target target) => target == Target.Istio ? IstioDialect.Instance : LinkerdDialect.Instance;
}
