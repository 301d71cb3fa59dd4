using AccessConsole.Cli.Pull.Objects;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Cli.Pull.Consul;

/// <summary>Makes the engine of a Consul's config entries.</summary>
internal static class ConsulEngine
{
    public static IEngine Create(BundleScope scope, ConsulSettings settings, TimeSpan patience) =>
        new ObjectEngine(new ConsulStore(new ConsulClient(settings.Connect()), scope), patience);
}
