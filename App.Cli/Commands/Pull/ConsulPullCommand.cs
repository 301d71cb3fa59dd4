using System.CommandLine;
using AccessConsole.Cli.Pull.Consul;
using AccessConsole.Core.Model;

namespace AccessConsole.Cli.Commands.Pull;

/// <summary><c>accessctl pull consul</c>: keeps the newest bundle's config entries in a Consul, which <c>CONSUL_HTTP_ADDR</c> and <c>CONSUL_HTTP_TOKEN</c> name.</summary>
internal static class ConsulPullCommand
{
    public static Command Create()
    {
        var options = new PullOptions("Where bundles and what was seen are kept; it must outlive the process.");
        var command = new Command("consul", "Keep the newest bundle's config entries in a Consul.");
        return options.AddTo(command, Target.Consul, (_, settings) => ConsulEngine.Create(settings.Scope, ConsulSettings.FromEnvironment(), settings.Times.Proof));
    }
}
