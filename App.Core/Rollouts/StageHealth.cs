using System.Globalization;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Ports;

namespace AccessConsole.Core.Rollouts;

/// <summary>Judges a staged rollout by what the enforcement points that have it did since.</summary>
public static class StageHealth
{
    private const int LongestError = 500;

    /// <summary>So long an error may still be told of what was before: an engine reports once it has taken what is new.</summary>
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(10);

    /// <param name="rollout">One that is going.</param>
    /// <param name="evidence">Of the stages that it is released to, since the last of them is.</param>
    public static StageVerdict Judge(StagedRollout rollout, StageEvidence evidence, DateTimeOffset now)
    {
        var isDue = rollout.DueAt <= now;
        if ((isDue || now - rollout.StageSince >= Settled) && Illness(rollout.Health, evidence) is { } illness)
            return new StageVerdict(StageCourse.Halt, illness, IsIll: true);
        if (!isDue)
            return StageVerdict.Stay;
        if (rollout.Stage!.Advance == StageAdvance.ByTime)
            return new StageVerdict(StageCourse.GoOn, $"the time of {rollout.StageName} is over");
        return Missing(rollout, evidence) is { } missing
            ? new StageVerdict(StageCourse.Halt, $"the time of {rollout.StageName} is over, but {missing}")
            : new StageVerdict(StageCourse.GoOn, Found(evidence));
    }

    private static string? Illness(RolloutHealth health, StageEvidence evidence)
    {
        if (evidence.Failing > health.FailingPoints)
            return $"{Text(evidence.Failing)} of {Text(evidence.Points)} enforcement points that have it report an error, {Text(health.FailingPoints)} may; one says: {Characters.Excerpt(evidence.Error ?? "", LongestError)}";
        return AreJudged(health) && HasBoth(health, evidence) && Rise(evidence) > health.DenialRisePercent
            ? $"{Share(evidence.After)} of {Text(evidence.After.All)} requests were denied since, after {Share(evidence.Before)} of {Text(evidence.Before.All)} in the hour before: a rise by more than {Text(health.DenialRisePercent)} percentage points"
            : null;
    }

    private static string? Missing(StagedRollout rollout, StageEvidence evidence)
    {
        if (evidence.Points == 0)
            return "no enforcement point of it whose bundle changed was heard from since";
        if (evidence.Activated < evidence.Points)
            return $"{Text(evidence.Points - evidence.Activated)} of {Text(evidence.Points)} enforcement points that have it do not run it";
        if (!AreJudged(rollout.Health) || HasBoth(rollout.Health, evidence))
            return null;
        return $"they told {Text(evidence.Before.All)} decisions of the hour before and {Text(evidence.After.All)} since, where denials are judged from {Text(rollout.Health.MinDecisions)} on";
    }

    private static string Found(StageEvidence evidence) =>
        $"{Text(evidence.Activated)} enforcement points run it, {Share(evidence.After)} of {Text(evidence.After.All)} requests were denied, after {Share(evidence.Before)} in the hour before";

    private static bool AreJudged(RolloutHealth health) => health.MinDecisions > 0;

    private static bool HasBoth(RolloutHealth health, StageEvidence evidence) => evidence.Before.All >= health.MinDecisions && evidence.After.All >= health.MinDecisions;

    /// <summary>In percentage points.</summary>
    private static double Rise(StageEvidence evidence) => 100 * (evidence.After.DeniedShare - evidence.Before.DeniedShare);

    private static string Share(DecisionCounts counts) => string.Create(CultureInfo.InvariantCulture, $"{100 * counts.DeniedShare:0.#} %");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <param name="Reason">What was found; empty where nothing is to be done.</param>
/// <param name="IsIll">Whether it is halted for what its engines told, not for what nobody told.</param>
public sealed record StageVerdict(StageCourse Course, string Reason, bool IsIll = false)
{
    public static readonly StageVerdict Stay = new(StageCourse.Stay, "");
}

public enum StageCourse
{
    Stay,
    GoOn,
    Halt,
}
