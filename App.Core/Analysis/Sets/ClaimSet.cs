using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Analysis.Sets;

/// <summary>A set of values of one claim: texts, absence, and whatever is not a string.</summary>
public sealed class ClaimSet(TextSet texts, bool absent, bool other) : SymbolicSet, IEquatable<ClaimSet>
{
    public static ClaimSet Absent { get; } = new(TextSet.None, true, false);

    /// <summary>Present, but not as a string.</summary>
    public static ClaimSet Unreadable { get; } = new(TextSet.None, false, true);

    public static ClaimSet AbsentOrUnreadable { get; } = new(TextSet.None, true, true);

    public TextSet Texts { get; } = texts;

    public bool HasAbsent { get; } = absent;

    public bool HasUnreadable { get; } = other;

    public override bool IsEmpty => Texts.IsEmpty && !HasAbsent && !HasUnreadable;

    public override bool IsFull => Texts.IsFull && HasAbsent && HasUnreadable;

    public static ClaimSet Of(IEnumerable<Pattern> patterns) => new(TextSet.Of(patterns), false, false);

    public bool Contains(ClaimValue value) => value.Kind switch
    {
        ClaimKind.Absent => HasAbsent,
        ClaimKind.String => Texts.Contains(value.Text),
        ClaimKind.Other => HasUnreadable,
    };

    /// <summary>A value in it, which must not be empty.</summary>
    /// <param name="prefersAbsent">Whether to leave the claim out where that belongs, rather than to give a text.</param>
    /// <param name="usual">Texts that people would expect.</param>
    public ClaimValue Example(bool prefersAbsent, IReadOnlyList<string> usual) => (HasAbsent && (prefersAbsent || Texts.IsEmpty), Texts.Example(usual)) switch
    {
        (true, _) => ClaimValue.Absent,
        (false, { } text) => ClaimValue.Of(text),
        (false, null) => ClaimValue.Other,
    };

    public override SymbolicSet And(SymbolicSet other)
    {
        var set = (ClaimSet)other;
        return new ClaimSet(Texts.And(set.Texts), HasAbsent && set.HasAbsent, HasUnreadable && set.HasUnreadable);
    }

    public override SymbolicSet Not() => new ClaimSet(Texts.Not(), !HasAbsent, !HasUnreadable);

    public bool Equals(ClaimSet? other) =>
        other is not null && HasAbsent == other.HasAbsent && HasUnreadable == other.HasUnreadable && Texts.Equals(other.Texts);

    public override bool Equals(object? obj) => Equals(obj as ClaimSet);

    public override int GetHashCode() => HashCode.Combine(Texts, HasAbsent, HasUnreadable);

    /// <summary>Such as <c>`main` or none</c>, or <c>anything but `main` (even none)</c>.</summary>
    public override string ToString() => Texts.IsRest ? Rest(Texts.Patterns()) : string.Join(" or ", new[] { Texts.Patterns(), Beyond }.Where(part => part.Length > 0));

    /// <summary>What is in it besides texts.</summary>
    private string Beyond => (HasAbsent, HasUnreadable) switch
    {
        (true, true) => "no readable one",
        (true, false) => "none",
        (false, true) => "one that is no text",
        (false, false) => "",
    };

    private string Rest(string patterns)
    {
        var but = patterns.Length == 0 ? "" : " but " + patterns;
        return (HasAbsent, HasUnreadable) switch
        {
            (true, true) => $"anything{but} (even none)",
            (true, false) => $"any text{but} (or none)",
            (false, true) => $"anything given{but}",
            (false, false) => $"any text{but}",
        };
    }
}
