namespace AccessConsole.Core.Auditing.Merkle;

/// <summary>
/// What of the tree is stored: the hashes of complete subtrees of every eighth level, leaves included. Any other subtree follows from at most 128 of them, so
/// that a proof reads some hundreds of hashes, however long the log is.
/// </summary>
public static class StoredTree
{
    /// <summary>Levels from one stored level to the next.</summary>
    public const int Step = 8;

    /// <summary>Subtrees of a stored level in one of the next.</summary>
    public const int Fanout = 1 << Step;

    /// <summary>The stored hashes that the ranges' hashes follow from.</summary>
    public static IReadOnlyList<StoredSpan> SpansOf(IEnumerable<LeafRange> ranges) =>
        [.. ranges.SelectMany(range => range.Subtrees()).Select(SpanOf).Distinct()];

    /// <summary>The stored hashes that a log of that size grows on with.</summary>
    public static IReadOnlyList<StoredSpan> EdgeOf(long size)
    {
        var spans = new List<StoredSpan>();
        for (var (level, count) = (0, size); count > 0; level += Step, count >>= Step)
            spans.Add(new StoredSpan(level, count - count % Fanout, (int)(count % Fanout)));
        return spans;
    }

    /// <param name="stored">At least what <see cref="SpansOf"/> names.</param>
    /// <exception cref="AuditTreeException">One of them is missing.</exception>
    public static byte[] HashOf(LeafRange range, IReadOnlyDictionary<SubtreeId, byte[]> stored)
    {
        // Relative to the range's start, so that the tree need not begin at leaf 0.
        var hashes = new CompactRange();
        foreach (var subtree in range.Subtrees())
            hashes.Append(HashOf(subtree, stored), subtree.Level);
        return hashes.Root();
    }

    private static byte[] HashOf(SubtreeId subtree, IReadOnlyDictionary<SubtreeId, byte[]> stored)
    {
        var span = SpanOf(subtree);
        var hashes = new CompactRange();
        for (var index = span.First; index < span.First + span.Count; index++)
        {
            var id = new SubtreeId(span.Level, index);
            hashes.Append(stored.TryGetValue(id, out var hash) ? hash : throw AuditTreeException.Missing(id));
        }

        return hashes.Root();
    }

    private static StoredSpan SpanOf(SubtreeId subtree)
    {
        var above = subtree.Level % Step;
        return new StoredSpan(subtree.Level - above, subtree.Index << above, 1 << above);
    }
}

/// <summary>Neighbouring subtrees of one stored level.</summary>
public readonly record struct StoredSpan(int Level, long First, int Count);

/// <summary>A subtree and its root.</summary>
public readonly record struct StoredHash(SubtreeId Subtree, byte[] Hash);
