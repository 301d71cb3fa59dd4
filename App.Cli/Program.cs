using System.CommandLine;

namespace AccessConsole.Cli;

internal static class Program
{
    public static int Main(string[] args) => new RootCommand("Policy as code and bundle puller for the Access Console.").Parse(args).Invoke();
}
