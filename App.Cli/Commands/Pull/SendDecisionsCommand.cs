using System.CommandLine;
using AccessConsole.Cli.Client;
using AccessConsole.Cli.Pull;
using AccessConsole.Cli.Pull.Decisions;

namespace AccessConsole.Cli.Commands.Pull;

/// <summary><c>accessctl send-decisions</c>: what <c>pull … --decisions</c> does, for an engine beside which nothing pulls.</summary>
internal static class SendDecisionsCommand
{
    private static readonly (string Engine, Func<IDecisionFormat> Format)[] Formats = [("nginx", () => new NginxDecision()), ("envoy", () => new EnvoyDecision())];

    public static Command Create(Surroundings around)
    {
        var engine = new Option<string>("--engine") { Description = "Whose log it is: nginx or envoy.", Required = true };
        var log = new Option<FileInfo>("--log") { Description = "The log, followed across rotation.", Required = true };
        var position = new Option<FileInfo>("--position") { Description = "The file in which is kept how far it was sent; it must outlive the process.", Required = true };
        var name = new Option<string?>("--name") { Description = "The enforcement point's name; the host's when left out." };
        var command = new Command("send-decisions", "Send an engine's decisions to the console from its log, where no puller runs beside it.") { engine, log, position, name };
        return command.Does(async call =>
        {
            var format = FormatOf(call.Arguments.GetRequiredValue(engine));
            var (file, kept) = (call.Arguments.GetRequiredValue(log).FullName, call.Arguments.GetRequiredValue(position).FullName);
            // What is called like the log and goes on is taken for what rotation moved away.
            if (kept.StartsWith(file, StringComparison.Ordinal))
                throw new FormatException("--position must not begin with the name of --log: it would be read as a part of the log");
            if (!Directory.Exists(Path.GetDirectoryName(kept)))
                throw new FormatException($"there is no directory `{Path.GetDirectoryName(kept)}` for --position");
            var point = call.Arguments.GetValue(name) ?? Environment.MachineName;
            using var http = ServerSettings.Parse(around.Variable("ACCESS_SERVER"), around.Variable("ACCESS_TOKEN")).CreateClient();
            var journal = new PullLog(call.Arguments.InvocationConfiguration.Output, call.Arguments.GetValue(Output.Option), around.Clock);
            var times = new ShippingTimes();
            await new DecisionShipper(new FollowedLog(file, times.Settle, around.Clock), format, point, new ConsoleClient(http, point, new PullTimes()), kept, times, journal).RunAsync(call.CancellationToken);
            return Output.Success;
        });
    }

    private static IDecisionFormat FormatOf(string engine) =>
        Formats.FirstOrDefault(known => known.Engine == engine).Format?.Invoke() ?? throw new FormatException($"--engine is `{engine}`: give {string.Join(" or ", Formats.Select(known => known.Engine))}");
}
