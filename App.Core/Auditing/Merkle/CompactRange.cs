namespace AccessConsole.Core.Auditing.Merkle;

/// <summary>The root of leaves that come one after the other, at the cost of one hash for each leaf and of one kept hash for each level.</summary>
public sealed class CompactRange
{
    // The roots of the complete subtrees, largest first: one for each bit that is set in Size.
    private readonly List<byte[]> peaks = [];

    public long Size { get; private set; }

    public void Append(byte[] leaf) => Append(leaf, level: 0);

    /// <summary>Appends 2^<paramref name="level"/> leaves by the root of their subtree.</summary>
    /// <exception cref="ArgumentException">The leaves so far end inside such a subtree.</exception>
    public void Append(byte[] subtree, int level)
    {
        if ((Size & ((1L << level) - 1)) != 0)
            throw new ArgumentException($"{Size} leaves are no whole number of subtrees of level {level}", nameof(level));
        peaks.Add(subtree);
        Size += 1L << level;
        for (var count = Size >> level; (count & 1) == 0; count >>= 1)
        {
            var joined = TreeHash.Node(peaks[^2], peaks[^1]);
            peaks.RemoveRange(peaks.Count - 2, 2);
            peaks.Add(joined);
        }
    }

    public byte[] Root()
    {
        if (peaks.Count == 0)
            return TreeHash.Empty();
        var root = peaks[^1];
        for (var i = peaks.Count - 2; i >= 0; i--)
            root = TreeHash.Node(peaks[i], root);
        return root;
    }
}
