using System.CommandLine;
using AccessConsole.Cli.Pull.Decisions;
using AccessConsole.Cli.Pull.Nginx;
using AccessConsole.Core.Model;

namespace AccessConsole.Cli.Commands.Pull;

/// <summary><c>accessctl pull nginx</c>: keeps the newest bundle in force at the nginx beside it.</summary>
internal static class NginxPullCommand
{
    private static readonly Option<string> Nginx = new("--nginx") { Description = "The nginx binary, or a wrapper that may reload.", DefaultValueFactory = _ => "nginx" };
    private static readonly Option<FileInfo> Config = new("--config") { Description = "nginx's own configuration.", DefaultValueFactory = _ => new FileInfo("/etc/nginx/nginx.conf") };
    private static readonly Option<string[]> AccessLogs = new("--access-log") { Description = "A file to which a bundle may write its access log.", AllowMultipleArgumentsPerToken = true };

    private static readonly DecisionLogOption Decisions = new(
        "nginx's log of the format access_json, as access-host.conf names it: its decisions are sent to the console, across rotation.", new NginxDecision());

    public static Command Create()
    {
        var options = new PullOptions("Where bundles are kept; nginx includes `current/nginx/http.conf` below it.");
        var command = new Command("nginx", "Keep the newest bundle in force at the nginx beside this process.") { Nginx, Config, AccessLogs, Decisions.Option };
        return options.AddTo(command, Target.Nginx, (arguments, settings) => NginxEngine.Create(Read(arguments), settings.Times.Proof), Decisions.CreateShipper);
    }

    private static NginxSettings Read(ParseResult arguments) => new()
    {
        Binary = arguments.GetRequiredValue(Nginx),
        Config = arguments.GetRequiredValue(Config).FullName,
        AccessLogs = [.. arguments.GetValue(AccessLogs) ?? []],
    };
}
