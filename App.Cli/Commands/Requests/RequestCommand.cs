using System.CommandLine;

namespace AccessConsole.Cli.Commands.Requests;

/// <summary><c>accessctl request</c>: access for a time. Nothing is approved by a token, so there is no command for it.</summary>
internal static class RequestCommand
{
    public static Command Create(Surroundings around) => new("request", "Access for a time: ask for it, see it, take it back. Persons approve it in the console, never a token.")
    {
        AskCommand.Create(around),
        ListRequestsCommand.Create(around),
        ShowRequestCommand.Create(around),
        RequestActCommands.Withdraw(around),
        RequestActCommands.Extend(around),
        RequestActCommands.End(around),
    };
}
