namespace AccessConsole.Core.Auditing.Merkle;

/// <summary>Takes leaves in and gives what is to be stored of them: each leaf, and each subtree of a stored level once it is complete.</summary>
public sealed class TreeGrowth
{
    // For each stored level the subtrees after the last complete one of the level above.
    private readonly List<List<byte[]>> edge = [];

    public TreeGrowth()
    {
    }

    /// <param name="size">Leaves that were taken in already.</param>
    /// <param name="stored">At least what <see cref="StoredTree.EdgeOf"/> names for that size.</param>
    /// <exception cref="AuditTreeException">One of them is missing.</exception>
    public TreeGrowth(long size, IReadOnlyDictionary<SubtreeId, byte[]> stored)
    {
        Size = size;
        foreach (var span in StoredTree.EdgeOf(size))
        {
            var ids = Enumerable.Range(0, span.Count).Select(offset => new SubtreeId(span.Level, span.First + offset));
            edge.Add([.. ids.Select(id => stored.TryGetValue(id, out var hash) ? hash : throw AuditTreeException.Missing(id))]);
        }
    }

    public long Size { get; private set; }

    /// <summary>What the next leaf adds, lowest level first.</summary>
    public IReadOnlyList<StoredHash> Append(byte[] leaf)
    {
        var added = new List<StoredHash>(1);
        var hash = leaf;
        Size++;
        for (var (step, count) = (0, Size); ; step++, count >>= StoredTree.Step)
        {
            added.Add(new StoredHash(new SubtreeId(step * StoredTree.Step, count - 1), hash));
            if (step == edge.Count)
                edge.Add([]);
            edge[step].Add(hash);
            if (edge[step].Count < StoredTree.Fanout)
                return added;
            hash = RootOf(edge[step]);
            edge[step].Clear();
        }
    }

    private static byte[] RootOf(List<byte[]> hashes)
    {
        var range = new CompactRange();
        foreach (var hash in hashes)
            range.Append(hash);
        return range.Root();
    }
}
