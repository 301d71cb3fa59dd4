using AccessConsole.Core.Model;

namespace AccessConsole.Core.Ports;

/// <summary>What is known of the enforcement points that a change went to first. All of it is told by them, not proved.</summary>
public interface IStageEvidence
{
    /// <param name="selectors">Labels of tokens: points count whose token carries all labels of any of these.</param>
    /// <param name="started">When the revision was published: what was before is the measure, at later stages too.</param>
    /// <param name="since">When it was released to the last of them, or went on after a halt.</param>
    Task<StageEvidence> FindAsync(string environment, int revision, IReadOnlyList<ValueMap> selectors, DateTimeOffset started, DateTimeOffset since, CancellationToken cancellationToken);
}

/// <param name="Points">Those whose bundle the revision changed and that were heard from since.</param>
/// <param name="Activated">How many of them run it, or a later one.</param>
/// <param name="Failing">How many reported an error since.</param>
/// <param name="Error">One of these errors; null where there is none.</param>
/// <param name="Before">What they decided in the hour before the publish.</param>
/// <param name="After">What they decided since, from the next whole minute on.</param>
public sealed record StageEvidence(int Points, int Activated, int Failing, string? Error, DecisionCounts Before, DecisionCounts After);

public sealed record DecisionCounts(long Allowed, long Denied)
{
    public long All => Allowed + Denied;

    /// <summary>From 0 to 1; 0 of no decision.</summary>
    public double DeniedShare => All == 0 ? 0 : (double)Denied / All;
}
