namespace AccessConsole.Core.Model;

/// <summary>
/// What every object of a policy has: a name, unique among its kind, and an id that survives renaming.
/// A pipeline's id is Buildkite's own UUID of it and is therefore never made up.
/// </summary>
public abstract record PolicyObject
{
    public abstract PolicyKind Kind { get; }

    public required string Name { get; init; }

    public Guid? Id { get; init; }

    public PolicyReference Reference => new(Kind, Name);
}

/// <summary>Names one object of a policy.</summary>
public readonly record struct PolicyReference(PolicyKind Kind, string Name) : IComparable<PolicyReference>
{
    public int CompareTo(PolicyReference other) =>
        Kind != other.Kind ? Kind.CompareTo(other.Kind) : string.CompareOrdinal(Name, other.Name);

    public override string ToString() => $"{Kind.Noun()} `{Name}`";

    public static bool operator <(PolicyReference left, PolicyReference right) => left.CompareTo(right) < 0;

    public static bool operator >(PolicyReference left, PolicyReference right) => left.CompareTo(right) > 0;

    public static bool operator <=(PolicyReference left, PolicyReference right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PolicyReference left, PolicyReference right) => left.CompareTo(right) >= 0;
}
