using System.CommandLine;

namespace AccessConsole.Cli.Commands.Tokens;

/// <summary><c>accessctl token</c>: tokens of pullers and automation, and of the demo's pipelines.</summary>
internal static class TokenCommand
{
    public static Command Create(Surroundings around) => new("token", "Make, list and revoke tokens of the console, and mint demo tokens. Exit 0 done, 1 error.")
    {
        CreateTokenCommands.Puller(around),
        CreateTokenCommands.Decide(around),
        CreateTokenCommands.Api(around),
        ListTokensCommand.Create(around),
        RevokeTokenCommand.Create(around),
        MintTokenCommand.Create(around),
    };
}
