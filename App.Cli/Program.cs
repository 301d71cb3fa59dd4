using System.CommandLine;
using AccessConsole.Cli.Commands;

namespace AccessConsole.Cli;

internal static class Program
{
    /// <summary>Longer than an activation takes, which a signal does not interrupt.</summary>
    private static readonly TimeSpan TimeToEnd = TimeSpan.FromSeconds(60);

    public static Task<int> Main(string[] args) =>
        CommandTree.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeToEnd });
}
