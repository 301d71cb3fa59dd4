using AccessConsole.Core.Ports;

namespace AccessConsole.Components.Pages.Rollout;

/// <summary>How pages speak of staged rollouts.</summary>
public static class StagedWords
{
    public static string Advance(RolloutStage stage) => stage.Advance switch
    {
        StageAdvance.ByHand => "on by hand",
        StageAdvance.ByTime => $"on after {After(stage)}",
        StageAdvance.OnHealth => $"on after {After(stage)}, if healthy",
    };

    public static string Health(RolloutHealth health) =>
        $"more than {Words.Count(health.FailingPoints, "enforcement point")} fail"
        + (health.MinDecisions == 0 ? "" : $", or denials rise by more than {Words.Number(health.DenialRisePercent)} percentage points, from {Words.Count(health.MinDecisions, "decision")} on");

    public static string State(StagedRollout rollout) => rollout.State switch
    {
        StagedRolloutState.Going => $"at {rollout.StageName}",
        StagedRolloutState.Halted => $"halted at {rollout.StageName}",
        StagedRolloutState.Complete => "complete",
        StagedRolloutState.TakenBack => "taken back",
    };

    public static string Look(StagedRollout rollout) => rollout.State switch
    {
        StagedRolloutState.Going => "badge-warn",
        StagedRolloutState.Halted => "badge-bad",
        StagedRolloutState.Complete => "badge-good",
        StagedRolloutState.TakenBack => "",
    };

    private static string After(RolloutStage stage) => RolloutWords.Span(TimeSpan.FromSeconds(stage.AfterSeconds ?? 0));
}
