using System.CommandLine;
using AccessConsole.Cli.Pull.Decisions;
using AccessConsole.Cli.Pull.Envoy;
using AccessConsole.Core.Model;

namespace AccessConsole.Cli.Commands.Pull;

/// <summary><c>accessctl pull envoy</c>: keeps the newest bundle where the Envoy beside it watches.</summary>
internal static class EnvoyPullCommand
{
    private static readonly Option<string?> Envoy = new("--envoy") { Description = "The Envoy binary, to validate what comes before Envoy sees it; no such check when left out." };
    private static readonly Option<FileInfo> Config = new("--config") { Description = "Envoy's own bootstrap, read with --envoy.", DefaultValueFactory = _ => new FileInfo("/etc/envoy/envoy.json") };
    private static readonly Option<string?> Admin = new("--admin") { Description = "Envoy's admin interface (http://127.0.0.1:9901), to see what Envoy runs; no proof when left out." };

    private static readonly DecisionLogOption Decisions = new(
        "Envoy's access log, written as the listener of deploy/envoy has it: its decisions are sent to the console, across rotation.", new EnvoyDecision());

    public static Command Create()
    {
        var options = new PullOptions("Where bundles are kept; Envoy watches it and reads `current/envoy/`.");
        var command = new Command("envoy", "Keep the newest bundle where the Envoy beside this process watches.") { Envoy, Config, Admin, Decisions.Option };
        return options.AddTo(command, Target.Envoy, (arguments, settings) => EnvoyEngine.Create(Read(arguments), settings.Directory, settings.Times.Proof), Decisions.CreateShipper);
    }

    private static EnvoySettings Read(ParseResult arguments) => new()
    {
        Binary = arguments.GetValue(Envoy),
        Config = arguments.GetRequiredValue(Config).FullName,
        Admin = arguments.GetValue(Admin) is { } text ? Address(text) : null,
    };

    private static Uri Address(string text) => Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var uri) && uri.Scheme == "http" && uri.IsLoopback
        ? uri
        : throw new FormatException($"--admin must be a loopback address such as http://127.0.0.1:9901, not `{text}`");
}
