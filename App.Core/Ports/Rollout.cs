using AccessConsole.Core.Compilation;

namespace AccessConsole.Core.Ports;

/// <summary>How one revision comes to the engines of one environment whose bundle it changed.</summary>
/// <param name="Goal">As it was when the revision was published: later changes of the goal judge later publishes.</param>
/// <param name="Concerned">Enforcement points whose bundle changed and that were heard from in the hour before.</param>
/// <param name="Silent">Those whose bundle changed and that had fallen silent before: counted here and nowhere else.</param>
/// <param name="Fetched">Of the concerned, those that were handed the bundle, or run it.</param>
/// <param name="Activated">Of the concerned, those that say that they run it or a later one.</param>
/// <param name="Observed">Of the concerned, those that sent a decision made by it or a later one.</param>
/// <param name="Failing">Of the concerned, those that do not run it and say why.</param>
/// <param name="InTime">Of the concerned, those that ran it within the goal's time.</param>
/// <param name="Median">From the publish until half of the concerned ran it; null while fewer do.</param>
/// <param name="P95">The same of 95 %.</param>
/// <param name="Slowest">From the publish to the last one that runs it so far; null where none does.</param>
public sealed record Rollout(
    int Revision,
    string Environment,
    DateTimeOffset PublishedAt,
    RolloutGoal Goal,
    int Concerned,
    int Silent,
    int Fetched,
    int Activated,
    int Observed,
    int Failing,
    int InTime,
    TimeSpan? Median,
    TimeSpan? P95,
    TimeSpan? Slowest,
    RolloutOutcome Outcome,
    DateTimeOffset? JudgedAt)
{
    /// <summary>Reports that are on their way when the time is over still count: they say when it was.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    /// <summary>How many of the concerned the goal asks for.</summary>
    public int Needed => (int)(((long)Concerned * Goal.Percent + 99) / 100);

    public bool IsComplete => Activated == Concerned;

    /// <summary>What the goal has come to by now.</summary>
    public RolloutOutcome Judge(DateTimeOffset now)
    {
        if (Concerned == 0)
            return RolloutOutcome.Nobody;
        if (InTime >= Needed)
            return RolloutOutcome.Met;
        return IsComplete || now >= PublishedAt + Goal.Within + Grace ? RolloutOutcome.Missed : RolloutOutcome.Open;
    }
}

/// <summary>How soon a publish is to be in force: so many of the engines concerned, within so long.</summary>
/// <param name="Percent">1 to 100.</param>
/// <param name="Within">In whole seconds, up to a day.</param>
public sealed record RolloutGoal(string Environment, int Percent, TimeSpan Within)
{
    public const int LongestSeconds = 86_400;

    /// <summary>What holds where nobody set another.</summary>
    public static RolloutGoal Default(string environment) => new(environment, 95, TimeSpan.FromSeconds(60));
}

/// <summary>Persisted by name: do not rename.</summary>
public enum RolloutOutcome
{
    /// <summary>The time is not over, and too few run it yet.</summary>
    Open,
    Met,
    Missed,

    /// <summary>No enforcement point that reports had its bundle changed.</summary>
    Nobody,
}

/// <summary>What one enforcement point did with one revision of its bundle; what is null did not happen, or nobody told.</summary>
/// <param name="Fetched">When the console handed the bundle out to it.</param>
/// <param name="Activated">When it says that it put it in force.</param>
/// <param name="Observed">When it made the first decision by it that it sent.</param>
/// <param name="ToldAt">When the console heard of it: stands for times that engines' clocks cannot have seen.</param>
public sealed record PointStep(
    Guid PointId, BundleScope Scope, int Revision, DateTimeOffset? Fetched, DateTimeOffset? Activated, DateTimeOffset? Observed, DateTimeOffset ToldAt);

/// <summary>Why an enforcement point does not run what it should.</summary>
/// <param name="Error">Verbatim within limits; null once it names none any more.</param>
public sealed record PointFailure(Guid PointId, string? Error);

/// <summary>A line of the ledger.</summary>
/// <param name="Name">The enforcement point's; null where it is removed already.</param>
/// <param name="IsConcerned">Whether it counts: false for one that came later, or was silent before.</param>
/// <param name="Error">Its newest error while it does not run the revision.</param>
/// <param name="Running">What it runs now.</param>
public sealed record RolloutPoint(
    Guid PointId, string? Name, BundleScope Scope, int Revision, bool IsConcerned, DateTimeOffset? Fetched, DateTimeOffset? Activated, DateTimeOffset? Observed,
    string? Error, int? Running, DateTimeOffset? LastSeen);

/// <summary>What one look at the open rollouts brought.</summary>
/// <param name="Open">Rollouts of the last hour on which something may still change.</param>
/// <param name="State">Differs from the look before where what was counted last of them does, by whichever replica.</param>
/// <param name="Judged">Those whose goal was met or missed by it.</param>
public sealed record RolloutRound(int Open, string State, IReadOnlyList<Rollout> Judged);
