using System.Text.Json;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Rollouts;

namespace AccessConsole.Api.Rollouts;

/// <summary>How one publish comes to the engines.</summary>
/// <param name="Summary">What the revision is, in a line.</param>
/// <param name="ApprovedAt">When the last approval was given; null where none was asked for.</param>
/// <param name="PublishedAt">By when it was compiled, signed and served.</param>
/// <param name="State">
/// <c>held</c> while it has not reached everybody, <c>takenBack</c> where it was undone before it had, <c>opening</c> just after the publish, <c>converging</c>, or <c>arrived</c> where every
/// enforcement point concerned runs it or a later one.
/// </param>
/// <param name="Environments">How far it is in each environment.</param>
/// <param name="Staged">How far it was let where it was published in stages.</param>
/// <param name="Laggards">Enforcement points concerned that do not run it, those that fail first; at most 50.</param>
public sealed record RolloutStatusJson(
    int Revision, string Summary, DateTimeOffset? ApprovedAt, DateTimeOffset PublishedAt, string State, IReadOnlyList<RolloutJson> Environments, IReadOnlyList<StagedRolloutJson> Staged,
    IReadOnlyList<RolloutPointJson> Laggards)
{
    internal static RolloutStatusJson Of(RolloutSight sight) => new(
        sight.Revision.Number, sight.Revision.Summary, sight.ApprovedAt, sight.Revision.PublishedAt, StateOf(sight),
        [.. sight.Rollouts.Select(RolloutJson.Of)], [.. sight.Staged.Select(StagedRolloutJson.Of)], [.. sight.Laggards.Select(RolloutPointJson.Of)]);

    private static string StateOf(RolloutSight sight) =>
        sight.IsHeld ? "held" : sight.IsTakenBack ? "takenBack" : sight.IsOpening ? "opening" : sight.IsComplete ? "arrived" : "converging";
}

/// <summary>How one publish comes to the engines of one environment, and whether it met its goal.</summary>
/// <param name="Percent">The goal: how many of a hundred concerned enforcement points are to run it.</param>
/// <param name="WithinSeconds">The goal: how soon.</param>
/// <param name="Concerned">How many enforcement points are to run it.</param>
/// <param name="Silent">Enforcement points whose bundle changed and that had been silent for an hour before: they do not count.</param>
/// <param name="Fetched">Of the concerned: were handed the bundle, or run it.</param>
/// <param name="Activated">Of the concerned: report that they run it or a later one.</param>
/// <param name="Observed">Of the concerned: sent a decision made by it or a later one.</param>
/// <param name="Failing">Of the concerned: report an error.</param>
/// <param name="InTime">Of the concerned: ran it in time.</param>
/// <param name="MedianSeconds">Until half of the concerned ran it; null while fewer do.</param>
/// <param name="P95Seconds">Until 95 % of them did.</param>
/// <param name="SlowestSeconds">Until the last of them did.</param>
/// <param name="Outcome"><c>open</c>, <c>met</c>, <c>missed</c>, or <c>nobody</c> where no enforcement point is concerned.</param>
/// <param name="JudgedAt">When it was judged; null while it is open.</param>
public sealed record RolloutJson(
    int Revision, string Environment, DateTimeOffset PublishedAt, int Percent, int WithinSeconds, int Concerned, int Silent, int Fetched, int Activated, int Observed, int Failing, int InTime,
    double? MedianSeconds, double? P95Seconds, double? SlowestSeconds, string Outcome, DateTimeOffset? JudgedAt)
{
    internal static RolloutJson Of(Rollout rollout) => new(
        rollout.Revision, rollout.Environment, rollout.PublishedAt, rollout.Goal.Percent, (int)rollout.Goal.Within.TotalSeconds, rollout.Concerned, rollout.Silent, rollout.Fetched,
        rollout.Activated, rollout.Observed, rollout.Failing, rollout.InTime, Seconds(rollout.Median), Seconds(rollout.P95), Seconds(rollout.Slowest),
        JsonNamingPolicy.CamelCase.ConvertName(rollout.Outcome.ToString()), rollout.JudgedAt);

    private static double? Seconds(TimeSpan? span) => span is { } value ? Math.Round(value.TotalSeconds, 3) : null;
}

/// <summary>How one publish came to one enforcement point.</summary>
/// <param name="Name">Null where it is removed from the list since.</param>
/// <param name="Concerned">Whether it counts: not where it came later, or had been silent before.</param>
/// <param name="FetchedAt">When the console handed the bundle to it; null where it did not, or does not know to which of a token's enforcement points it did.</param>
/// <param name="ActivatedAt">When it put it, or a later one, in force.</param>
/// <param name="ObservedAt">When it made the first decision by it that it sent.</param>
/// <param name="Error">Why it does not run it, in its own words.</param>
/// <param name="Running">The revision that it runs now.</param>
/// <param name="LastSeen">When it was last heard; null where it is removed from the list.</param>
public sealed record RolloutPointJson(
    Guid Id, string? Name, string Environment, string Target, string? Service, bool Concerned, DateTimeOffset? FetchedAt, DateTimeOffset? ActivatedAt, DateTimeOffset? ObservedAt, string? Error,
    int? Running, DateTimeOffset? LastSeen)
{
    internal static RolloutPointJson Of(RolloutPoint point) => new(
        point.PointId, point.Name, point.Scope.Environment, point.Scope.Target.Name(), point.Scope.Service, point.IsConcerned, point.Fetched, point.Activated, point.Observed, point.Error,
        point.Running, point.LastSeen);
}

/// <summary>How soon publishes are to run in an environment.</summary>
public sealed record RolloutGoalJson(string Environment, int Percent, int WithinSeconds)
{
    internal static RolloutGoalJson Of(RolloutGoal goal) => new(goal.Environment, goal.Percent, (int)goal.Within.TotalSeconds);
}

/// <summary>A goal for an environment.</summary>
/// <param name="Percent">1 to 100: of the enforcement points concerned.</param>
/// <param name="WithinSeconds">1 to 86400.</param>
/// <param name="Environment">The address's, as a goal that was read has it, or left out.</param>
public sealed record NewGoalJson(int? Percent, int? WithinSeconds, string? Environment = null);
