using System.Collections.Immutable;
using System.CommandLine;
using AccessConsole.Cli.Client;
using AccessConsole.Cli.Pull;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;

namespace AccessConsole.Cli.Commands;

/// <summary><c>accessctl pull nginx</c>: keeps the newest bundle in force at the nginx beside it.</summary>
internal static class PullCommand
{
    private static readonly Option<string> Environment = new("--environment") { Description = "The environment to enforce.", Required = true };
    private static readonly Option<string?> Service = new("--service") { Description = "Only this service; all of the environment's when left out." };
    private static readonly Option<DirectoryInfo> Directory = new("--directory") { Description = "Where bundles are kept; nginx includes `current/nginx/http.conf` below it.", Required = true };
    private static readonly Option<FileInfo> Trust = new("--trust") { Description = "The root's public key (PEM), pinned at installation.", Required = true };
    private static readonly Option<string> Nginx = new("--nginx") { Description = "The nginx binary, or a wrapper that may reload.", DefaultValueFactory = _ => "nginx" };
    private static readonly Option<FileInfo> Config = new("--config") { Description = "nginx's own configuration.", DefaultValueFactory = _ => new FileInfo("/etc/nginx/nginx.conf") };
    private static readonly Option<bool> Once = new("--once") { Description = "Pull once: exit 0 when the newest bundle is in force, 1 when not." };
    private static readonly Option<string?> Name = new("--name") { Description = "The enforcement point's name; the host's when left out." };
    private static readonly Option<string[]> Labels = new("--labels") { Description = "Labels to report, as k=v.", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string[]> AccessLogs = new("--access-log") { Description = "A file to which a bundle may write its access log.", AllowMultipleArgumentsPerToken = true };

    public static Command Create()
    {
        var nginx = new Command("nginx", "Keep the newest bundle in force at the nginx beside this process.")
        {
            Environment, Service, Directory, Trust, Nginx, Config, Once, Name, Labels, AccessLogs,
        };
        nginx.SetAction(RunAsync);
        return new Command("pull", "Pull bundles from the console and put them into force.") { nginx };
    }

    private static Task<int> RunAsync(ParseResult arguments, CancellationToken stopping)
    {
        var output = Output.Of(arguments);
        return UserErrors.ReportAsync(output, async () =>
        {
            var settings = Read(arguments);
            using var http = ServerSettings.FromEnvironment().CreateClient();
            var log = new PullLog(arguments.InvocationConfiguration.Output, arguments.GetValue(Output.Option), TimeProvider.System);
            return await PullLoop.Create(settings, http, log).RunAsync(stopping) ? Output.Success : Output.Failure;
        });
    }

    private static PullSettings Read(ParseResult arguments) => new()
    {
        Scope = new BundleScope(arguments.GetRequiredValue(Environment), Target.Nginx, arguments.GetValue(Service)),
        Root = SigningKeys.ImportPublicPem(File.ReadAllText(arguments.GetRequiredValue(Trust).FullName)),
        Directory = arguments.GetRequiredValue(Directory).FullName,
        Nginx = arguments.GetRequiredValue(Nginx),
        Config = arguments.GetRequiredValue(Config).FullName,
        AccessLogs = [.. arguments.GetValue(AccessLogs) ?? []],
        Once = arguments.GetValue(Once),
        Name = arguments.GetValue(Name) ?? System.Environment.MachineName,
        Labels = LabelText.Parse(arguments.GetValue(Labels) ?? []).ToImmutableDictionary(),
    };
}
