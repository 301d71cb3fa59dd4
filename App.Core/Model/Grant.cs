namespace AccessConsole.Core.Model;

/// <summary>Binds principals to a role in environments, under conditions.</summary>
public sealed record Grant : PolicyObject
{
    public override PolicyKind Kind => PolicyKind.Grant;

    public required Effect Effect { get; init; }

    public required PrincipalSelector Principals { get; init; }

    public required string Role { get; init; }

    public ValueList<string> Environments { get; init; }

    public Conditions When { get; init; } = Conditions.None;

    /// <summary>The first instant at which the grant is in force.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    /// <summary>The first instant at which the grant is no longer in force.</summary>
    public DateTimeOffset? Expires { get; init; }

    public RateLimit? RateLimit { get; init; }

    /// <summary>Free text for people; never written into an engine's language.</summary>
    public string? Reason { get; init; }

    public bool IsValidAt(DateTimeOffset now) => (ValidFrom is not { } from || from <= now) && (Expires is not { } end || now < end);
}

public enum Effect
{
    Allow,
    Deny,
}

/// <summary>Whom a grant is for: pipelines and workloads by a selector each, or anyone, who needs no identity.</summary>
public sealed record PrincipalSelector
{
    public Selector? Pipelines { get; init; }

    public Selector? Workloads { get; init; }

    public bool Anyone { get; init; }
}

/// <summary>
/// What else must hold. An empty list is an absent member and does not constrain. Branches and tags are alternatives, the rest is ANDed;
/// a branch condition holds only for builds without a tag.
/// </summary>
public sealed record Conditions
{
    public static readonly Conditions None = new();

    public ValueList<Pattern> Branches { get; init; }

    public ValueList<Pattern> Tags { get; init; }

    public ValueList<Pattern> Sources { get; init; }

    public ValueList<Pattern> Queues { get; init => field = InTokensSpelling(value); }

    public ValueList<Pattern> Clusters { get; init => field = InTokensSpelling(value); }

    public ValueList<Pattern> Steps { get; init; }

    /// <summary>Whether nothing is asked. Counts, since every decision asks this of every rule it looks at.</summary>
    public bool IsEmpty =>
        Branches.Count == 0 && Tags.Count == 0 && Sources.Count == 0 && Queues.Count == 0 && Clusters.Count == 0 && Steps.Count == 0;

    // INVARIANT (ids as tokens have them): engines compare text, and a deny of an id in another spelling would deny nobody.
    private static ValueList<Pattern> InTokensSpelling(ValueList<Pattern> patterns) =>
        patterns.Any(pattern => pattern.IsUuid) ? patterns.Select(pattern => pattern.InTokensSpelling()).ToValueList() : patterns;
}

/// <summary>A token bucket of <see cref="Burst"/> + 1 tokens, refilled evenly.</summary>
public sealed record RateLimit
{
    public required int Requests { get; init; }

    public required RatePeriod Per { get; init; }

    public int Burst { get; init; }

    /// <summary>Which of two limits is the wider: most requests a second, then burst.</summary>
    public (decimal RequestsPerSecond, int Burst) Width => (Per == RatePeriod.Second ? Requests : Requests / 60m, Burst);
}

public enum RatePeriod
{
    Second,
    Minute,
}
