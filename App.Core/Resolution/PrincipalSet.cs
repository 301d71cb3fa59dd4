using System.Collections.Immutable;

namespace AccessConsole.Core.Resolution;

/// <summary>
/// The principals that a grant chooses, ordered by reference. One instance is shared by all rules of the same selector, so that 5,000
/// pipelines chosen by a label cost their number once and not once for each deployment.
/// </summary>
public sealed class PrincipalSet
{
    public static readonly PrincipalSet None = new([]);

    /// <summary>Up to this many members a list is searched as fast as a hash set.</summary>
    private const int SmallCount = 8;

    private readonly HashSet<Principal>? lookup;

    public PrincipalSet(ImmutableArray<Principal> members)
    {
        Members = members;
        lookup = IsSmall ? null : [.. members];
    }

    public ImmutableArray<Principal> Members { get; }

    /// <summary>Whether rules of this set are indexed by each member; larger sets are asked instead.</summary>
    public bool IsSmall => Members.Length <= SmallCount;

    public bool Contains(Principal principal) => lookup?.Contains(principal) ?? Members.Contains(principal);

    /// <summary>Whether both hold the same principals; being the same instance is the common case.</summary>
    public bool SetEquals(PrincipalSet other) => ReferenceEquals(this, other) || Members.AsSpan().SequenceEqual(other.Members.AsSpan());
}
