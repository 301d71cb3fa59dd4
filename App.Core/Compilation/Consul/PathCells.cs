using System.Collections.Immutable;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>
/// Cuts all paths into cells. Permissions are asked from the top and the first that fits decides, whatever its token requirement says, so that
/// what several templates hold must be a cell of its own, before theirs.
/// </summary>
internal static class PathCells
{
    private const int Max = 300;

    /// <summary>
    /// The templates with every intersection of them, narrow ones first: among the cells that hold a path, the first lies in all others.
    /// Null where there would be too many, or one that Consul cannot be told.
    /// </summary>
    public static ImmutableArray<PathCell>? Of(IEnumerable<PathCell> templates)
    {
        var found = templates.ToHashSet();
        var open = new Queue<PathCell>(found);
        while (open.TryDequeue(out var cell))
        {
            foreach (var other in found.ToArray())
            {
                if (cell.Intersect(other) is { } common && found.Add(common))
                    open.Enqueue(common);
            }

            if (found.Count > Max)
                return null;
        }

        return found.All(c => c.IsExpressible) ? [.. found.Order(PathCell.NarrowFirst)] : null;
    }
}
