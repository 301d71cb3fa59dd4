using AccessConsole.Core.Ports;

namespace AccessConsole.Rollouts;

/// <summary>How one revision arrives, as pages, API and accessctl tell it.</summary>
/// <param name="Rollouts">By environment.</param>
/// <param name="Laggards">Who is concerned and does not run it: those that say why first.</param>
/// <param name="IsOpening">Whether bundles changed of which no rollout is open yet: it was published a moment ago.</param>
public sealed record RolloutSight(Revision Revision, IReadOnlyList<Rollout> Rollouts, IReadOnlyList<RolloutPoint> Laggards, bool IsOpening)
{
    /// <summary>How far it was let where it was published in stages, by environment.</summary>
    public IReadOnlyList<StagedRollout> Staged { get; init; } = [];

    /// <summary>Whether somebody is not handed it yet.</summary>
    public bool IsHeld => Staged.Any(rollout => rollout.IsLive);

    /// <summary>Whether it was undone before it had reached everybody.</summary>
    public bool IsTakenBack => Staged.Any(rollout => rollout.State == StagedRolloutState.TakenBack);

    /// <summary>When the last approval was given; null where none was asked for.</summary>
    public DateTimeOffset? ApprovedAt => Revision.Approvals.Count == 0 ? null : Revision.Approvals.Max(a => a.At);

    public int Concerned => Rollouts.Sum(r => r.Concerned);

    public int Activated => Rollouts.Sum(r => r.Activated);

    public int Failing => Rollouts.Sum(r => r.Failing);

    public bool IsComplete => !IsOpening && !IsHeld && !IsTakenBack && Rollouts.All(r => r.IsComplete);
}
