using System.Collections.Immutable;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Distribution.Catalog;

/// <summary>
/// Who is not handed a revision of an environment yet. What is known of it only grows, so that replicas come to the same in whatever order they are told.
/// </summary>
/// <param name="Revision">The first revision that is held back.</param>
/// <param name="Stages">Of each stage the labels that its tokens carry.</param>
/// <param name="Reached">The index of the last stage that it is released to; -1 for none.</param>
/// <param name="IsOver">Whether it is released to everybody, or will be once <paramref name="EndedBy"/> is there.</param>
/// <param name="EndedBy">The revision that goes to everybody instead; null where there is none.</param>
public sealed record BundleHold(string Environment, int Revision, ValueList<ValueMap> Stages, int Reached, bool IsOver, int? EndedBy)
{
    private readonly ImmutableArray<ValueMap> released = [.. Stages.Take(Reached + 1)];

    public static BundleHold Of(StagedRollout rollout) => new(
        rollout.Environment, rollout.Revision, rollout.Stages.Select(stage => stage.Labels).ToValueList(), rollout.Reached, !rollout.IsLive, rollout.EndedBy);

    /// <summary>Of a scope whose hold cannot be read any more: nobody is handed the revision until the database says to whom it is released.</summary>
    public static BundleHold Closed(string environment, int revision) => new(environment, revision, [], -1, false, null);

    /// <summary>Where the database knows nothing of it: what comes next is everybody's, and this is not.</summary>
    public static BundleHold Unknown(string environment, int revision) => Closed(environment, revision) with { IsOver = true, EndedBy = revision + 1 };

    public bool Equals(BundleHold? other) => other is not null
        && (Environment, Revision, Reached, IsOver, EndedBy) == (other.Environment, other.Revision, other.Reached, other.IsOver, other.EndedBy) && Stages == other.Stages;

    public override int GetHashCode() => HashCode.Combine(Environment, Revision, Reached, IsOver, EndedBy);

    /// <summary>Whether a token with these labels is not handed an archive of this revision.</summary>
    public bool Keeps(int archive, ValueMap labels)
    {
        if (archive < Revision || EndedBy <= archive)
            return false;
        foreach (var stage in released)
        {
            if (labels.Contains(stage))
                return false;
        }

        return true;
    }

    /// <summary>Together with what was told of the same hold before or after.</summary>
    internal BundleHold With(BundleHold told) => new(
        Environment, Revision, Stages.Count > 0 ? Stages : told.Stages, Math.Max(Reached, told.Reached), IsOver || told.IsOver, EndedBy ?? told.EndedBy);

    /// <summary>Whether nothing is held back any more by who has every archive up to this revision.</summary>
    internal bool IsLiftedAt(int complete) => IsOver && (EndedBy is not { } next || next <= complete);
}
