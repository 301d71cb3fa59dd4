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
        + (health.MinDecisions == 0 ? "" : $", or denials rise by more than {Words.Number(health.DenialRisePercent)} percentage points, from {Words.Count(health.MinDecisions, "decision")} on")
        + (health.TakesBack ? "; then it is taken back, if that lets nobody in" : "");

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

    public static string Evidence(StageEvidence evidence) => evidence.Points == 0
        ? "No enforcement point of these stages whose bundle changed was heard from."
        : $"{Words.Number(evidence.Activated)} of {Words.Count(evidence.Points, "enforcement point")} of these stages {(evidence.Activated == 1 ? "runs" : "run")} it, {Words.Number(evidence.Failing)} {(evidence.Failing == 1 ? "reports" : "report")} an error. "
            + (evidence.After.All == 0 ? "They have told no decision since." : $"Denied since: {Share(evidence.After)}; in the hour before: {Share(evidence.Before)}.");

    private static string Share(DecisionCounts counts) =>
        counts.All == 0 ? "no decision told" : $"{Words.Measure(100 * counts.DeniedShare, "%", "0.#")} of {Words.Number(counts.All)}";

    private static string After(RolloutStage stage) => RolloutWords.Span(TimeSpan.FromSeconds(stage.AfterSeconds ?? 0));
}
