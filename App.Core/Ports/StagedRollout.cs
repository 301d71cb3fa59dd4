using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Ports;

/// <summary>How far one revision was let in one environment, by the plan that stood when it was published.</summary>
public sealed record StagedRollout
{
    /// <summary>Engines without a clock carry the states of three days: what is held back must not be older than that.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(48);

    public required int Revision { get; init; }

    public required string Environment { get; init; }

    /// <summary>The plan's at the publish: a later plan is a later publish's.</summary>
    public required ValueList<RolloutStage> Stages { get; init; }

    public required RolloutHealth Health { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required Actor StartedBy { get; init; }

    /// <summary>The index of the last stage that it is released to; the number of stages once that is the rest.</summary>
    public int Reached { get; init; }

    /// <summary>Since when that is so, or since when it goes on after a halt.</summary>
    public required DateTimeOffset StageSince { get; init; }

    public StagedRolloutState State { get; init; }

    /// <summary>Why it was halted; null unless it is.</summary>
    public string? Reason { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The revision that ended it, by taking it back or by an emergency; null where it went on to the end.</summary>
    public int? EndedBy { get; init; }

    /// <summary>Whether somebody is not handed it yet.</summary>
    public bool IsLive => State is StagedRolloutState.Going or StagedRolloutState.Halted;

    /// <summary>The stage that it is released to; null once that is the rest.</summary>
    public RolloutStage? Stage => Reached < Stages.Count ? Stages[Reached] : null;

    public string StageName => Stage?.Name ?? RolloutPlan.Rest;

    /// <summary>The stage after this one; null after the last.</summary>
    public string? NextStageName => Reached >= Stages.Count ? null : Reached + 1 < Stages.Count ? Stages[Reached + 1].Name : RolloutPlan.Rest;

    /// <summary>When it goes on by itself, if nothing halts it; null where it waits for somebody.</summary>
    public DateTimeOffset? DueAt => State == StagedRolloutState.Going && Stage is { AfterSeconds: { } seconds } ? StageSince.AddSeconds(seconds) : null;

    /// <summary>Whether a token with these labels is, or was, handed it.</summary>
    public bool IsReleasedTo(ValueMap labels) => State == StagedRolloutState.Complete || Stages.Take(Reached + 1).Any(stage => labels.Contains(stage.Labels));

    /// <summary>Whether nobody acted on it since it was seen so: the same rollout in the same state and stage, since the same instant as far as the database tells it.</summary>
    public bool IsAsSeen(StagedRollout seen) =>
        (Revision, Environment, State, Reached, Microseconds(StageSince)) == (seen.Revision, seen.Environment, seen.State, seen.Reached, Microseconds(seen.StageSince));

    /// <summary>Released to one stage more, and complete where that is the rest.</summary>
    /// <exception cref="InvalidOperationException">It is over.</exception>
    public StagedRollout Promoted(DateTimeOffset now)
    {
        RequireLive();
        var next = this with { Reached = Reached + 1, StageSince = now, State = StagedRolloutState.Going, Reason = null };
        return next.Reached < Stages.Count ? next : next with { State = StagedRolloutState.Complete, EndedAt = now };
    }

    /// <exception cref="InvalidOperationException">It does not go on.</exception>
    public StagedRollout Halted(string reason) => State == StagedRolloutState.Going
        ? this with { State = StagedRolloutState.Halted, Reason = reason }
        : throw new InvalidOperationException($"a rollout that is {State} cannot be halted");

    /// <summary>Goes on; the stage's time begins anew.</summary>
    /// <exception cref="InvalidOperationException">It is not halted.</exception>
    public StagedRollout Resumed(DateTimeOffset now) => State == StagedRolloutState.Halted
        ? this with { State = StagedRolloutState.Going, Reason = null, StageSince = now }
        : throw new InvalidOperationException($"a rollout that is {State} cannot be resumed");

    /// <summary>Over by another revision, which goes to everybody.</summary>
    /// <param name="state">Complete for an emergency, which releases it; taken back where it undoes it.</param>
    /// <exception cref="InvalidOperationException">It is over.</exception>
    public StagedRollout EndedWith(int revision, StagedRolloutState state, DateTimeOffset now)
    {
        RequireLive();
        return this with { State = state, EndedBy = revision, EndedAt = now, Reason = null };
    }

    private static long Microseconds(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerMicrosecond;

    private void RequireLive()
    {
        if (!IsLive)
            throw new InvalidOperationException($"a rollout that is {State} does not go on");
    }
}

/// <summary>Persisted by name: do not rename.</summary>
public enum StagedRolloutState
{
    Going,

    /// <summary>Nobody else is handed it until somebody says so.</summary>
    Halted,

    /// <summary>Everybody is handed it.</summary>
    Complete,

    /// <summary>A later revision undid it, for everybody.</summary>
    TakenBack,
}
