using System.Numerics;

namespace AccessConsole.Core.Auditing.Merkle;

/// <summary>The leaves from <paramref name="Start"/> up to, not including, <paramref name="End"/>, as the tree's recursion cuts them.</summary>
public readonly record struct LeafRange(long Start, long End)
{
    /// <summary>The complete subtrees that the range is made of, largest first.</summary>
    public IEnumerable<SubtreeId> Subtrees()
    {
        for (var start = Start; start < End;)
        {
            var level = Math.Min(BitOperations.TrailingZeroCount(start), BitOperations.Log2((ulong)(End - start)));
            yield return new SubtreeId(level, start >> level);
            start += 1L << level;
        }
    }
}

/// <summary>A complete subtree: the leaves from <paramref name="Index"/> × 2^<paramref name="Level"/> on, 2^<paramref name="Level"/> of them.</summary>
public readonly record struct SubtreeId(int Level, long Index)
{
    public long FirstLeaf => Index << Level;

    public long LastLeaf => ((Index + 1) << Level) - 1;
}
