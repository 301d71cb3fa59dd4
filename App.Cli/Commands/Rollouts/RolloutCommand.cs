using System.CommandLine;

namespace AccessConsole.Cli.Commands.Rollouts;

/// <summary><c>accessctl rollout</c>.</summary>
internal static class RolloutCommand
{
    public static Command Create(Surroundings around) => new("rollout", "How publishes come to the engines, at once or in stages.")
    {
        RolloutStatusCommand.Create(around),
        RolloutActCommands.Promote(around),
        RolloutActCommands.Halt(around),
        RolloutActCommands.Resume(around),
        RolloutActCommands.TakeBack(around),
        RolloutPlanCommand.Create(around),
    };
}
