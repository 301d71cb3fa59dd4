using System.Collections.Immutable;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Analysis.Reach;

/// <summary>Blocks of cells, counted without looking at each: classes of principals count at once, and only those that rules name one by one.</summary>
public sealed class ReachGrid
{
    private readonly ReachCount[,] counts;

    /// <summary>Counts the blocks.</summary>
    /// <param name="rowOf">For each principal of the roster its row; below 0 where it is not asked for.</param>
    /// <param name="deployments">Each with its column.</param>
    public ReachGrid(ReachAtlas atlas, DateTimeOffset at, int[] rowOf, int rows, IEnumerable<(DeploymentPolicy Deployment, int Column)> deployments, int columns)
    {
        counts = new ReachCount[rows, columns];
        var sizes = new Dictionary<BroadClasses, int[,]>(ReferenceEqualityComparer.Instance);
        foreach (var (deployment, column) in deployments)
        {
            var reach = atlas.Of(deployment, at);
            if (!sizes.TryGetValue(reach.Classes, out var size))
                sizes[reach.Classes] = size = Sizes(reach.Classes, rowOf, rows);
            Add(reach, size, column, rowOf);
        }
    }

    public ref readonly ReachCount this[int row, int column] => ref counts[row, column];

    private void Add(DeploymentReach reach, int[,] size, int column, int[] rowOf)
    {
        foreach (var (index, cell) in reach.ByClass.Index())
        {
            if (cell == default)
                continue;
            for (var row = 0; row < counts.GetLength(0); row++)
                counts[row, column].Add(cell, size[index, row]);
        }

        foreach (var (principal, cell) in reach.Named)
        {
            if (rowOf[principal] is not (>= 0 and var row))
                continue;
            counts[row, column].Add(reach.ByClass[reach.Classes.ClassOf(principal)], -1);
            counts[row, column].Add(cell, 1);
        }
    }

    private static int[,] Sizes(BroadClasses classes, int[] rowOf, int rows)
    {
        var sizes = new int[classes.Classes.Length, rows];
        for (var principal = 0; principal < rowOf.Length; principal++)
        {
            if (rowOf[principal] is >= 0 and var row)
                sizes[classes.ClassOf(principal), row]++;
        }

        return sizes;
    }
}
