using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Analysis.Questions;

/// <summary>What a rule is good for, over all callers it speaks of; of several rules of a grant, over all.</summary>
/// <param name="Alone">Grants each of which by itself covers it wherever it is covered, in ordinal order; null where it is covered nowhere.</param>
internal sealed record RuleVerdict(CellVerdict Kinds, ValueList<string>? Alone)
{
    public static readonly RuleVerdict Nobody = new(CellVerdict.None, null);

    public RuleVerdict And(RuleVerdict other)
    {
        if (ReferenceEquals(other, Nobody))
            return this;
        return ReferenceEquals(this, Nobody) ? other : new RuleVerdict(Kinds | other.Kinds, Both(Alone, other.Alone));
    }

    public GrantStatus Status => (Kinds.HasFlag(CellVerdict.Covered), Kinds.HasFlag(CellVerdict.Denied)) switch
    {
        _ when Kinds.HasFlag(CellVerdict.Needed) => GrantStatus.Needed,
        _ when Kinds.HasFlag(CellVerdict.Guard) => GrantStatus.Guard,
        (true, true) => GrantStatus.CoveredOrDenied,
        (true, false) => Alone is { Count: > 0 } ? GrantStatus.Covered : GrantStatus.CoveredTogether,
        (false, true) => GrantStatus.Denied,
        _ when Kinds.HasFlag(CellVerdict.Idle) => GrantStatus.Idle,
        _ => Kinds.HasFlag(CellVerdict.Ended) ? GrantStatus.Ended : GrantStatus.MatchesNobody,
    };

    private static ValueList<string>? Both(ValueList<string>? one, ValueList<string>? other) => (one, other) switch
    {
        (null, _) => other,
        (_, null) => one,
        ({ } left, { } right) => left == right ? left : left.Intersect(right, StringComparer.Ordinal).ToValueList(),
    };
}
