namespace AccessConsole.Core.Analysis.Sets;

/// <summary>
/// The two forms of a request: well formed (a known method and a canonical path), of which rules speak, and odd, which only deployments
/// or callers that are left alone may send.
/// </summary>
public sealed class FormSet : SymbolicSet, IEquatable<FormSet>
{
    private static readonly FormSet None = new(false, false);
    private static readonly FormSet Both = new(true, true);

    private FormSet(bool wellFormed, bool odd) => (HasWellFormed, HasOdd) = (wellFormed, odd);

    public static FormSet WellFormed { get; } = new(true, false);

    public static FormSet Odd { get; } = new(false, true);

    public bool HasWellFormed { get; }

    public bool HasOdd { get; }

    public override bool IsEmpty => !HasWellFormed && !HasOdd;

    public override bool IsFull => HasWellFormed && HasOdd;

    public override SymbolicSet And(SymbolicSet other) =>
        Of(HasWellFormed && ((FormSet)other).HasWellFormed, HasOdd && ((FormSet)other).HasOdd);

    public override SymbolicSet Not() => Of(!HasWellFormed, !HasOdd);

    public bool Equals(FormSet? other) => other is not null && HasWellFormed == other.HasWellFormed && HasOdd == other.HasOdd;

    public override bool Equals(object? obj) => Equals(obj as FormSet);

    public override int GetHashCode() => HashCode.Combine(HasWellFormed, HasOdd);

    private static FormSet Of(bool wellFormed, bool odd) => (wellFormed, odd) switch
    {
        (true, true) => Both,
        (true, false) => WellFormed,
        (false, true) => Odd,
        (false, false) => None,
    };
}
