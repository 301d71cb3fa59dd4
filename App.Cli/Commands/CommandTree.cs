using System.CommandLine;
using AccessConsole.Cli.Commands.Access;
using AccessConsole.Cli.Commands.Audit;
using AccessConsole.Cli.Commands.Analysis;
using AccessConsole.Cli.Commands.DecisionLog;
using AccessConsole.Cli.Commands.Decisions;
using AccessConsole.Cli.Commands.Diagnosing;
using AccessConsole.Cli.Commands.LeastPrivilege;
using AccessConsole.Cli.Commands.Policy;
using AccessConsole.Cli.Commands.Pull;
using AccessConsole.Cli.Commands.Requests;
using AccessConsole.Cli.Commands.Rollouts;
using AccessConsole.Cli.Commands.Tokens;

namespace AccessConsole.Cli.Commands;

/// <summary>Every command of accessctl, in the order in which help lists them.</summary>
internal static class CommandTree
{
    // An argument that begins with `@` names a file of claims, not one of further arguments.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    public static ParseResult Parse(IReadOnlyList<string> arguments, Surroundings? around = null) => Create(around).Parse(arguments, Parser);

    public static RootCommand Create(Surroundings? around = null)
    {
        var surroundings = around ?? Surroundings.OfProcess;
        return new("Policy as code and bundle puller for the Access Console. Server and token come from ACCESS_SERVER and ACCESS_TOKEN.")
        {
            Output.Option,
            ValidateCommand.Create(surroundings),
            TestCommand.Create(surroundings),
            PlanCommand.Create(surroundings),
            ApplyCommand.Create(surroundings),
            ImportCommand.Create(surroundings),
            RevokeCommand.Create(surroundings),
            ScheduleCommand.Create(surroundings),
            RequestCommand.Create(surroundings),
            UnusedCommand.Create(surroundings),
            NarrowCommand.Create(surroundings),
            ProposeCommand.Create(surroundings),
            RolloutCommand.Create(surroundings),
            DecisionsCommand.Create(surroundings),
            StoryCommand.Create(surroundings),
            DecisionCommands.Check(surroundings),
            DecisionCommands.Explain(surroundings),
            DiagnoseCommand.Create(surroundings),
            DiffCommand.Create(surroundings),
            AnalyseCommand.Create(surroundings),
            TokenCommand.Create(surroundings),
            PullCommand.Create(),
            SendDecisionsCommand.Create(surroundings),
            VerifyCommand.Create(),
            AccessCommand.Create(surroundings),
            AuditCommand.Create(surroundings),
            KeysCommand.Create(),
        };
    }
}
