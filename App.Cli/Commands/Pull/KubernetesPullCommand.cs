using System.CommandLine;
using AccessConsole.Cli.Pull.Kubernetes;
using AccessConsole.Core.Model;

namespace AccessConsole.Cli.Commands.Pull;

/// <summary><c>accessctl pull istio</c> and <c>linkerd</c>: keep the newest bundle's objects in a cluster.</summary>
internal static class KubernetesPullCommand
{
    public static Command Create(Target target, string name)
    {
        var kubeconfig = new Option<FileInfo?>("--kubeconfig") { Description = "The cluster and account; the pod's own, or what kubectl would use, when left out." };
        var namespaces = new Option<string[]>("--namespaces") { Description = "Where objects may lie; every namespace when left out.", AllowMultipleArgumentsPerToken = true };
        var options = new PullOptions("Where bundles and what was seen are kept; it must outlive the process.");
        var command = new Command(target.Name(), $"Keep the newest bundle's {name} objects in a Kubernetes cluster.") { kubeconfig, namespaces };
        return options.AddTo(command, target, (arguments, settings) => KubernetesEngine.Create(
            settings.Scope,
            new KubernetesSettings { Kubeconfig = arguments.GetValue(kubeconfig)?.FullName, Namespaces = [.. arguments.GetValue(namespaces) ?? []] },
            settings.Times.Proof));
    }
}
