using System.CommandLine;

namespace AccessConsole.Cli.Commands;

/// <summary>Every command of accessctl, in the order in which help lists them.</summary>
internal static class CommandTree
{
    public static RootCommand Create() => new("Policy as code and bundle puller for the Access Console. Server and token come from ACCESS_SERVER and ACCESS_TOKEN.")
    {
        Output.Option,
        PullCommand.Create(),
        VerifyCommand.Create(),
        KeysCommand.Create(),
    };
}
