using System.CommandLine;
using AccessConsole.Cli.Pull;
using AccessConsole.Cli.Pull.Decisions;

namespace AccessConsole.Cli.Commands.Pull;

/// <summary><c>--decisions</c>: the engine's own log, whose decisions the puller sends.</summary>
internal sealed class DecisionLogOption(string description, IDecisionFormat format)
{
    public Option<FileInfo?> Option { get; } = new("--decisions") { Description = description };

    /// <returns>Null where no log was named.</returns>
    public DecisionShipper? CreateShipper(ParseResult arguments, PullSettings settings, ConsoleClient console, PullLog log)
    {
        if (arguments.GetValue(Option) is not { } file)
            return null;
        var times = new ShippingTimes();
        return new DecisionShipper(new FollowedLog(file.FullName, times.Settle, TimeProvider.System), format, settings.Name, console, new BundleDirectory(settings.Directory).SentPath, times, log);
    }
}
