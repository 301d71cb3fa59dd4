using System.CommandLine;
using AccessConsole.Core.Model;

namespace AccessConsole.Cli.Commands.Pull;

/// <summary><c>accessctl pull</c>: keeps the newest bundle in force at an engine.</summary>
internal static class PullCommand
{
    public static Command Create() => new("pull", "Pull bundles from the console and put them into force.")
    {
        NginxPullCommand.Create(),
        EnvoyPullCommand.Create(),
        KubernetesPullCommand.Create(Target.Istio, "Istio"),
        KubernetesPullCommand.Create(Target.Linkerd, "Linkerd"),
        ConsulPullCommand.Create(),
    };
}
