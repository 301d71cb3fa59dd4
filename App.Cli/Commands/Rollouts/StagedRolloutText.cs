using System.Globalization;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands.Rollouts;

/// <summary>A publish in stages, in a sentence.</summary>
internal static class StagedRolloutText
{
    public static string Of(StagedRolloutAnswer rollout) => rollout.State switch
    {
        "going" => $"revision {Number(rollout.Revision)} is at the stage {rollout.Stage} of {rollout.Environment}; {Next(rollout)}",
        "halted" => $"revision {Number(rollout.Revision)} is halted at the stage {rollout.Stage} of {rollout.Environment}: {rollout.Reason}",
        "takenBack" => $"revision {Number(rollout.Revision)} was taken back in {rollout.Environment} by revision {Number(rollout.EndedBy)}",
        _ => $"revision {Number(rollout.Revision)} went to everybody in {rollout.Environment}",
    };

    private static string Next(StagedRolloutAnswer rollout) => rollout.DueAt is { } due
        ? $"{rollout.NextStage} is next, from {InstantText.Print(due)} on"
        : $"{rollout.NextStage} is next, by hand";

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "?";
}
