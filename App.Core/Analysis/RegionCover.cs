using System.Collections.Immutable;
using AccessConsole.Core.Analysis.Sets;

namespace AccessConsole.Core.Analysis;

/// <summary>
/// The same requests in as few and as plain regions as are at hand. Regions that a diagram gives are disjoint, so that each repeats what those before it leave out; people read
/// "from another branch, or with a tag" more easily than "from another branch without a tag, or from any branch with one".
/// </summary>
internal static class RegionCover
{
    /// <summary>What has more regions is told as it is: nobody reads it at one go in any case.</summary>
    private const int MaxRegions = 24;

    /// <param name="disjoint">Not empty.</param>
    /// <returns>Regions that may overlap, none of which could be left out or be without one of its conditions.</returns>
    public static ImmutableArray<AccessRegion> Of(ImmutableArray<AccessRegion> disjoint)
    {
        if (disjoint.Length is 1 or > MaxRegions)
            return disjoint;
        var whole = Union(disjoint.Select(DiagramOf));
        ImmutableArray<AccessRegion> plain = [.. disjoint.Select(region => Widened(region, whole)).Distinct()];
        return Needed(plain, whole);
    }

    /// <summary>The region without the conditions that the whole does not need.</summary>
    private static AccessRegion Widened(AccessRegion region, Diagram whole)
    {
        var labels = region.Labels;
        foreach (var label in region.Labels.Where(label => label.Values is ClaimSet))
        {
            var wider = labels.Remove(label);
            if (DiagramOf(wider).Minus(whole).IsNothing)
                labels = wider;
        }

        return labels.Length == region.Labels.Length ? region : new AccessRegion(labels);
    }

    private static ImmutableArray<AccessRegion> Needed(ImmutableArray<AccessRegion> regions, Diagram whole)
    {
        var needed = regions;
        foreach (var region in regions)
        {
            var others = needed.Remove(region);
            if (others.Length > 0 && whole.Minus(Union(others.Select(DiagramOf))).IsNothing)
                needed = others;
        }

        return needed;
    }

    private static Diagram Union(IEnumerable<Diagram> diagrams) => diagrams.Aggregate(Diagram.Nothing, (union, diagram) => union.Or(diagram));

    private static Diagram DiagramOf(AccessRegion region) => DiagramOf(region.Labels);

    private static Diagram DiagramOf(IEnumerable<(Dimension Dimension, SymbolicSet Values)> labels) =>
        labels.Aggregate(Diagram.Everything, (all, label) => all.And(Diagram.Of(label.Dimension, label.Values)));
}
