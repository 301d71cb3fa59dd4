using System.Collections.Immutable;

namespace AccessConsole.Cli.Client;

/// <summary>How a publish arrives: <c>GET /api/v1/rollouts/current</c>.</summary>
internal sealed record RolloutAnswer(
    int Revision, string Summary, DateTimeOffset PublishedAt, string State, ImmutableArray<RolloutEnvironment> Environments, ImmutableArray<RolloutLaggard> Laggards,
    ImmutableArray<StagedRolloutAnswer> Staged = default)
{
    public bool IsOpening => State == "opening";

    /// <summary>Whether somebody is not handed it yet.</summary>
    public bool IsHeld => State == "held";

    public bool IsTakenBack => State == "takenBack";
}

internal sealed record RolloutEnvironment(
    string Environment, int Percent, int WithinSeconds, int Concerned, int Silent, int Fetched, int Activated, int Observed, int Failing, string Outcome, double? P95Seconds = null)
{
    /// <summary>Whether so many in a hundred run it.</summary>
    public bool HasArrived(int percent) => (long)Activated * 100 >= (long)Concerned * percent;
}

internal sealed record RolloutLaggard(string Environment, string Target, string? Name = null, string? Service = null, string? Error = null, int? Running = null);

/// <summary>How far a publish in stages was let: <c>GET /api/v1/rollouts/staged</c>.</summary>
internal sealed record StagedRolloutAnswer(int Revision, string Environment, string State, string Stage, string? NextStage = null, DateTimeOffset? DueAt = null, string? Reason = null, int? EndedBy = null);

/// <summary>The stages of an environment: <c>GET /api/v1/rollouts/plans</c>.</summary>
internal sealed record RolloutPlanAnswer(string Environment, ImmutableArray<RolloutStageAnswer> Stages);

internal sealed record RolloutStageAnswer(string Name, ImmutableSortedDictionary<string, string> Labels, string Advance, int? AfterSeconds = null);
