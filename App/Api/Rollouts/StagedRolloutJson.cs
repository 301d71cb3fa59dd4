using System.Text.Json;
using AccessConsole.Core.Ports;

namespace AccessConsole.Api.Rollouts;

/// <summary>How far a publish was let in one environment.</summary>
/// <param name="State"><c>going</c>, <c>halted</c>, <c>complete</c> or <c>takenBack</c>.</param>
/// <param name="Stage">The stage that it is released to, with all before it; <c>rest</c> for everybody.</param>
/// <param name="NextStage">The one after that; null after the last.</param>
/// <param name="Stages">Those of the plan when it was published; the rest comes after them.</param>
/// <param name="Health">What halts it.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="StartedBy">Who published it.</param>
/// <param name="StageSince">Since when it is released to that stage, or goes on after a halt.</param>
/// <param name="DueAt">When the stage's time is over; null where it waits for an admin.</param>
/// <param name="Reason">Why it is halted.</param>
/// <param name="EndedAt">When it ended; null while it goes on.</param>
/// <param name="EndedBy">The revision that ended it: by taking it back, or an emergency.</param>
public sealed record StagedRolloutJson(
    int Revision, string Environment, string State, string Stage, string? NextStage, IReadOnlyList<RolloutStageJson> Stages, RolloutHealthJson Health, DateTimeOffset StartedAt,
    string StartedBy, DateTimeOffset StageSince, DateTimeOffset? DueAt, string? Reason, DateTimeOffset? EndedAt, int? EndedBy)
{
    internal static StagedRolloutJson Of(StagedRollout rollout) => new(
        rollout.Revision, rollout.Environment, JsonNamingPolicy.CamelCase.ConvertName(rollout.State.ToString()), rollout.StageName, rollout.NextStageName,
        [.. rollout.Stages.Select(RolloutStageJson.Of)], RolloutHealthJson.Of(rollout.Health), rollout.StartedAt, rollout.StartedBy.Name, rollout.StageSince, rollout.DueAt, rollout.Reason,
        rollout.EndedAt, rollout.EndedBy);
}

/// <summary>An act on a staged rollout: where it was seen to stand, and why.</summary>
/// <param name="Stage">The stage at which it was seen: refused where it is at another by now. Left out for wherever it stands.</param>
/// <param name="Reason">Why it is halted.</param>
public sealed record RolloutActJson(string? Stage, string? Reason);
