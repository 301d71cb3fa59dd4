using System.Numerics;

namespace AccessConsole.Core.Auditing.Merkle;

/// <summary>Which parts of a tree a proof consists of, in the proof's order (RFC 6962, sections 2.1.1 and 2.1.2).</summary>
public static class ProofPaths
{
    /// <summary>What proves that leaf <paramref name="index"/> is in the tree of <paramref name="size"/> leaves.</summary>
    public static IReadOnlyList<LeafRange> Inclusion(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var path = new List<LeafRange>();
        for (var (start, end) = (0L, size); end - start > 1;)
        {
            var middle = start + LargestPowerBelow(end - start);
            var isLeft = index < middle;
            path.Add(isLeft ? new LeafRange(middle, end) : new LeafRange(start, middle));
            (start, end) = isLeft ? (start, middle) : (middle, end);
        }

        path.Reverse();
        return path;
    }

    /// <summary>What proves that the tree of <paramref name="second"/> leaves begins with the tree of <paramref name="first"/>.</summary>
    public static IReadOnlyList<LeafRange> Consistency(long first, long second)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, second);
        var path = new List<LeafRange>();
        if (first == 0)
            return path;
        var (start, end) = (0L, second);
        while (end != first)
        {
            var middle = start + LargestPowerBelow(end - start);
            var isLeft = first <= middle;
            path.Add(isLeft ? new LeafRange(middle, end) : new LeafRange(start, middle));
            (start, end) = isLeft ? (start, middle) : (middle, end);
        }

        // Where the first tree is a complete subtree of the second, whoever verifies has its root already.
        if (start > 0)
            path.Add(new LeafRange(start, end));
        path.Reverse();
        return path;
    }

    private static long LargestPowerBelow(long count) => 1L << BitOperations.Log2((ulong)(count - 1));
}
