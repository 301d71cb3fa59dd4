using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Linkerd;

/// <summary>
/// Cuts the paths that some templates match into cells of which no two share a path. Linkerd binds a request to one route alone, and of two
/// that match equally long to the older object: who may do what cannot be said by routes that overlap.
/// </summary>
internal sealed class PathCells
{
    // Every request is held against every match of its port, one after the other.
    private const int MaxCells = 1_000;

    private readonly List<PathCell> cells = [];

    private PathCells()
    {
    }

    /// <summary>The cells in the order of a walk through the templates; null where there are more than a proxy should look through.</summary>
    public static IReadOnlyList<PathCell>? Of(IEnumerable<PathTemplate> templates)
    {
        var walk = new PathCells();
        var ordered = templates.DistinctBy(t => t.Text, StringComparer.Ordinal).OrderBy(t => t.Text, StringComparer.Ordinal).ToImmutableArray();
        return walk.Visit([], ordered) ? walk.cells : null;
    }

    /// <param name="steps">The way so far.</param>
    /// <param name="alive">The templates that match the path which ends here, or one that goes on.</param>
    private bool Visit(ImmutableArray<PathStep> steps, ImmutableArray<PathTemplate> alive)
    {
        if (cells.Count > MaxCells)
            return false;
        var depth = steps.Length;
        var rest = alive.Where(t => t.EndsWithRest && t.Segments.Count <= depth).ToImmutableArray();
        // The empty path is none: every path begins with a slash.
        if (rest.Length == alive.Length)
            return Add(steps, depth == 0 ? PathEnd.Below : PathEnd.HereAndBelow, rest);
        if (depth > 0)
            Add(steps, PathEnd.Here, [.. alive.Where(t => t.Segments.Count == depth || rest.Contains(t))]);
        var going = alive.Where(t => t.Segments.Count > depth).ToImmutableArray();
        if (going.IsEmpty)
            return Add(steps, PathEnd.Below, rest);
        Add(steps, PathEnd.Slash, [.. alive.Where(t => rest.Contains(t) || (t.Segments.Count == depth + 1 && t.Segments[depth] is "" && !t.EndsWithRest))]);
        return VisitChildren(steps, rest, going);
    }

    private bool VisitChildren(ImmutableArray<PathStep> steps, ImmutableArray<PathTemplate> rest, ImmutableArray<PathTemplate> going)
    {
        var depth = steps.Length;
        var literals = going.Select(t => t.Segments[depth]).OfType<string>().Where(s => s.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        foreach (var literal in literals)
        {
            if (!Visit(steps.Add(PathStep.Of(literal)), [.. rest, .. going.Where(t => t.Segments[depth] is null || t.Segments[depth] == literal)]))
                return false;
        }

        ImmutableArray<PathTemplate> others = [.. rest, .. going.Where(t => t.Segments[depth] is null)];
        return others.IsEmpty || Visit(steps.Add(PathStep.OtherThan(literals)), others);
    }

    private bool Add(ImmutableArray<PathStep> steps, PathEnd end, ImmutableArray<PathTemplate> matching)
    {
        if (!matching.IsEmpty)
            cells.Add(new PathCell(steps, end, matching));
        return cells.Count <= MaxCells;
    }
}
