using System.Collections.Immutable;
using AccessConsole.Core.Analysis.Sets;

namespace AccessConsole.Core.Analysis;

/// <summary>Regions at one place in a sentence, with what they have in common said once.</summary>
internal static class RegionWords
{
    /// <param name="where">Such as <c>on `api` in production</c>.</param>
    public static string Of(ImmutableArray<AccessRegion> regions, string where)
    {
        if (regions.Select(region => region.What).Distinct().Count() == 1)
            return Alternatives(regions, where);
        // Regions under the same conditions are said together: the conditions are what takes long to read.
        var parts = regions.GroupBy(region => region.Conditions, StringComparer.Ordinal)
            .Select(part => (What: string.Join(" and ", part.Select(region => region.What)), Conditions: part.Key)).ToArray();
        return parts is [var only]
            ? $"{only.What} {where}{Comma(only.Conditions)}"
            : $"{where}: {string.Join("; ", parts.Select(part => part.What + Comma(part.Conditions)))}";
    }

    /// <summary>The same requests under these conditions or those.</summary>
    private static string Alternatives(ImmutableArray<AccessRegion> regions, string where)
    {
        var common = regions.Select(Conditions).Aggregate((all, next) => [.. all.Intersect(next)]);
        var cases = regions.Select(region => Words([.. Conditions(region).Except(common)])).Order(StringComparer.Ordinal);
        var always = $"{regions[0].What} {where}{Comma(Words(common))}";
        return regions.Length == 1 ? always : $"{always}: {string.Join(", or ", cases)}";
    }

    private static ImmutableArray<(Dimension Dimension, SymbolicSet Values)> Conditions(AccessRegion region) => [.. region.Labels.Where(label => label.Values is ClaimSet or TimeSet)];

    private static string Words(ImmutableArray<(Dimension Dimension, SymbolicSet Values)> conditions) => RegionPhrase.Conditions(
        [.. conditions.Where(c => c.Values is ClaimSet).Select(c => (c.Dimension, (ClaimSet)c.Values))], conditions.Select(c => c.Values).OfType<TimeSet>().SingleOrDefault() ?? TimeSet.Always);

    private static string Comma(string conditions) => conditions.Length == 0 ? "" : ", " + conditions;
}
