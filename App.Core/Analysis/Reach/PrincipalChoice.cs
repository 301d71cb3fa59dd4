using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Reach;

/// <summary>Some of the principals, and how many of them grants choose; each set of principals is counted once.</summary>
public sealed class PrincipalChoice
{
    private readonly bool[] chosen;
    private readonly Dictionary<PrincipalSet, int[]> counts = new(ReferenceEqualityComparer.Instance);

    public PrincipalChoice(PrincipalRoster roster, bool[] chosen, bool hasEverybody)
    {
        (Roster, this.chosen, HasEverybody) = (roster, chosen, hasEverybody);
        Count = chosen.Count(c => c);
    }

    public PrincipalRoster Roster { get; }

    /// <summary>How many are chosen.</summary>
    public int Count { get; }

    /// <summary>Whether what holds for everybody is asked for too.</summary>
    public bool HasEverybody { get; }

    public bool Contains(int principal) => chosen[principal];

    internal int CountOf(PrincipalSet set) => Counts(set).Sum();

    internal int CountOf(PrincipalSet set, int treatment) => Counts(set)[treatment];

    internal IEnumerable<int> Of(PrincipalSet set) => set.Members.Select(Roster.NumberOf).Where(Contains);

    private int[] Counts(PrincipalSet set)
    {
        if (counts.TryGetValue(set, out var known))
            return known;
        var found = new int[Roster.Treatments.Length];
        foreach (var principal in Of(set))
            found[Roster.TreatmentOf(principal)]++;
        return counts[set] = found;
    }
}
