using System.Collections.Immutable;
using System.CommandLine;
using AccessConsole.Cli.Client;
using AccessConsole.Cli.Pull;
using AccessConsole.Cli.Pull.Decisions;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;

namespace AccessConsole.Cli.Commands.Pull;

/// <summary>What every <c>accessctl pull</c> asks for, whatever the engine.</summary>
internal sealed class PullOptions(string directoryDescription)
{
    private readonly Option<string> environment = new("--environment") { Description = "The environment to enforce.", Required = true };
    private readonly Option<string?> service = new("--service") { Description = "Only this service; all of the environment's when left out." };
    private readonly Option<DirectoryInfo> directory = new("--directory") { Description = directoryDescription, Required = true };
    private readonly Option<FileInfo> trust = new("--trust") { Description = "The root's public key (PEM), pinned at installation.", Required = true };
    private readonly Option<bool> once = new("--once") { Description = "Pull once: exit 0 when the newest bundle is in force, 1 when not." };
    private readonly Option<string?> name = new("--name") { Description = "The enforcement point's name; the host's when left out." };
    private readonly Option<string[]> labels = new("--labels") { Description = "Labels to report, as k=v.", AllowMultipleArgumentsPerToken = true };

    /// <summary>The engine as the command line describes it.</summary>
    public delegate IEngine EngineFactory(ParseResult arguments, PullSettings settings);

    /// <summary>What sends the engine's decisions, as the command line describes it; null where nothing does.</summary>
    public delegate DecisionShipper? ShipperFactory(ParseResult arguments, PullSettings settings, ConsoleClient console, PullLog log);

    /// <summary>Makes the command pull for that engine.</summary>
    public Command AddTo(Command command, Target target, EngineFactory create, ShipperFactory? createShipper = null)
    {
        foreach (var option in new Option[] { environment, service, directory, trust, once, name, labels })
            command.Add(option);
        command.SetAction((arguments, stopping) => RunAsync(arguments, target, create, createShipper, stopping));
        return command;
    }

    private Task<int> RunAsync(ParseResult arguments, Target target, EngineFactory create, ShipperFactory? createShipper, CancellationToken stopping)
    {
        var output = Output.Of(arguments);
        return UserErrors.ReportAsync(output, async () =>
        {
            var settings = Read(arguments, target);
            using var http = ServerSettings.FromEnvironment().CreateClient();
            var log = new PullLog(arguments.InvocationConfiguration.Output, arguments.GetValue(Output.Option), TimeProvider.System);
            var engine = create(arguments, settings);
            using var held = engine as IDisposable;
            var shipper = settings.Once ? null : createShipper?.Invoke(arguments, settings, new ConsoleClient(http, settings.Name, settings.Times), log);
            return await RunAsync(PullLoop.Create(settings, engine, http, log), shipper, stopping) ? Output.Success : Output.Failure;
        });
    }

    /// <summary>Both, each without regard to the other, until the pulling ends.</summary>
    private static async Task<bool> RunAsync(PullLoop loop, DecisionShipper? shipper, CancellationToken stopping)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var shipping = shipper is null ? Task.CompletedTask : Task.Run(() => shipper.RunAsync(ends.Token), CancellationToken.None);
        try
        {
            return await loop.RunAsync(stopping);
        }
        finally
        {
            await ends.CancelAsync();
            await shipping;
        }
    }

    private PullSettings Read(ParseResult arguments, Target target) => new()
    {
        Scope = new BundleScope(arguments.GetRequiredValue(environment), target, arguments.GetValue(service)),
        Root = SigningKeys.ImportPublicPem(File.ReadAllText(arguments.GetRequiredValue(trust).FullName)),
        Directory = arguments.GetRequiredValue(directory).FullName,
        Once = arguments.GetValue(once),
        Name = arguments.GetValue(name) ?? Environment.MachineName,
        Labels = LabelText.Parse(arguments.GetValue(labels) ?? []).ToImmutableDictionary(),
    };
}
