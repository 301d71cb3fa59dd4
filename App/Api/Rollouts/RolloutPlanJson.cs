using AccessConsole.Core.Ports;
using AccessConsole.Rollouts;

namespace AccessConsole.Api.Rollouts;

/// <summary>The stages in which publishes go to an environment.</summary>
/// <param name="Stages">In order; the rest comes after them.</param>
/// <param name="Health">What halts a rollout.</param>
public sealed record RolloutPlanJson(string Environment, IReadOnlyList<RolloutStageJson> Stages, RolloutHealthJson Health)
{
    internal static RolloutPlanJson Of(RolloutPlan plan) => new(plan.Environment, [.. plan.Stages.Select(RolloutStageJson.Of)], RolloutHealthJson.Of(plan.Health));
}

/// <summary>One stage: who is in it, and how a rollout goes on from it.</summary>
/// <param name="Labels">Whose turn it is: tokens that carry all of these.</param>
/// <param name="Advance"><c>byHand</c>, <c>byTime</c> or <c>onHealth</c>: how it goes on to the stage after this one.</param>
/// <param name="AfterSeconds">How long it lasts at least; null where it goes on by hand.</param>
public sealed record RolloutStageJson(string Name, IReadOnlyDictionary<string, string> Labels, string Advance, int? AfterSeconds)
{
    internal static RolloutStageJson Of(RolloutStage stage) => new(stage.Name, stage.Labels, AskedPlan.NameOf(stage.Advance), stage.AfterSeconds);
}

/// <summary>What halts a rollout on its own.</summary>
/// <param name="FailingPoints">So many enforcement points may report an error; one more halts the rollout.</param>
/// <param name="MinDecisions">Denials are judged from so many decisions on.</param>
/// <param name="DenialRisePercent">By so many percentage points the share of denials may rise; more halts the rollout.</param>
/// <param name="TakesBack">Whether a rollout that these halt is taken back at once, where that lets nobody in.</param>
public sealed record RolloutHealthJson(int FailingPoints, int MinDecisions, int DenialRisePercent, bool TakesBack)
{
    internal static RolloutHealthJson Of(RolloutHealth health) => new(health.FailingPoints, health.MinDecisions, health.DenialRisePercent, health.TakesBack);
}
