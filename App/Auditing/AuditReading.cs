using AccessConsole.Core.Auditing;
using AccessConsole.Core.Auditing.Merkle;
using AccessConsole.Core.Ports;

namespace AccessConsole.Auditing;

/// <summary>
/// Reads what was taken into the tree again, round and round: events, the columns beside them, leaves, and the hashes over those. The newest checkpoint is
/// held against the topmost hashes before each signature, so that all of it hangs together.
/// </summary>
public sealed class AuditReading(IAuditTree tree, AuditFindings findings, TimeProvider clock, ILogger<AuditReading> log) : IDisposable
{
    /// <summary>How often <see cref="ReadOnAsync"/> is to be called.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>How long reading the whole log takes at most. A log of up to <see cref="LeastAtOnce"/> events is read in each period.</summary>
    public static readonly TimeSpan Round = TimeSpan.FromDays(1);

    /// <summary>Events read in each period, or more where a round would take too long otherwise.</summary>
    public const int LeastAtOnce = 40 * StoredTree.Fanout;

    private const int EventsAtOnce = 10 * StoredTree.Fanout;
    private readonly SemaphoreSlim reading = new(1, 1);
    private long? next;
    private long readSinceTheEnd;

    /// <summary>Reads the part of one period.</summary>
    public async Task ReadOnAsync(CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken);
        try
        {
            var size = await tree.CountAsync(cancellationToken);
            var atOnce = AtOnce(size);
            for (var left = Math.Min(atOnce, Aligned(size + StoredTree.Fanout - 1)); left > 0;)
            {
                var first = next is { } place && place < size ? place : next is null ? Begin(size, atOnce) : 0;
                var end = Math.Min(first + EventsAtOnce, size);
                await ReadAsync(first, end, size, cancellationToken);
                (next, left) = (end >= size ? 0 : end, left - EventsAtOnce);
                NoteRead(end - first, size);
            }
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();

    private static long AtOnce(long size) => Math.Max(LeastAtOnce, Aligned((long)(size / (Round / Period)) + StoredTree.Fanout));

    private static long Aligned(long place) => place - place % StoredTree.Fanout;

    /// <summary>Where the round of the clock is, so that no restart keeps a part of a long log from being read.</summary>
    private long Begin(long size, long atOnce)
    {
        var period = clock.GetUtcNow().Ticks / Period.Ticks;
        return size <= atOnce ? 0 : Aligned((long)((Int128)period * atOnce % size));
    }

    private void NoteRead(long count, long size)
    {
        readSinceTheEnd += count;
        if (readSinceTheEnd < size)
            return;
        readSinceTheEnd = 0;
        findings.NoteTheEnd(clock.GetUtcNow());
    }

    private async Task ReadAsync(long first, long end, long size, CancellationToken cancellationToken)
    {
        var places = await tree.ReadPlacesAsync(first, (int)(end - first), cancellationToken);
        List<AuditFinding> found = [.. PlaceCheck.Of(first, end, places)];
        for (var block = first; block + StoredTree.Fanout <= end; block += StoredTree.Fanout)
        {
            var leaves = places.SkipWhile(p => p.Sequence < block).TakeWhile(p => p.Sequence < block + StoredTree.Fanout).ToList();
            if (await TryHashAsync(new LeafRange(block, block + StoredTree.Fanout), found, cancellationToken) is [var root] && PlaceCheck.Of(block, leaves, root) is { } finding)
                found.Add(finding);
            await CheckAboveAsync(block, size, found, cancellationToken);
        }

        foreach (var finding in findings.Replace(first, end, found))
            log.LogCritical("the audit log was changed beside the console: {Finding}", finding.Message);
    }

    /// <summary>Holds the stored hashes over a subtree's halves against the one over it, at each stored level whose subtree begins here.</summary>
    private async Task CheckAboveAsync(long first, long size, List<AuditFinding> found, CancellationToken cancellationToken)
    {
        for (var level = 2 * StoredTree.Step; first % (1L << level) == 0 && first + (1L << level) <= size; level += StoredTree.Step)
        {
            var (middle, end) = (first + (1L << (level - 1)), first + (1L << level));
            if (await TryHashAsync(new LeafRange(first, end), found, cancellationToken) is [var whole]
                && await TryHashAsync([new LeafRange(first, middle), new LeafRange(middle, end)], found, cancellationToken) is [var left, var right]
                && !TreeHash.Node(left, right).AsSpan().SequenceEqual(whole))
                found.Add(PlaceCheck.Rewritten(first, end - 1));
        }
    }

    private Task<IReadOnlyList<byte[]>> TryHashAsync(LeafRange range, List<AuditFinding> found, CancellationToken cancellationToken) => TryHashAsync([range], found, cancellationToken);

    private async Task<IReadOnlyList<byte[]>> TryHashAsync(IReadOnlyList<LeafRange> ranges, List<AuditFinding> found, CancellationToken cancellationToken)
    {
        try
        {
            return await tree.HashAsync(ranges, cancellationToken);
        }
        catch (AuditTreeException e)
        {
            found.Add(new AuditFinding(AuditFindingKind.Unreadable, ranges[0].Start, ranges[^1].End - 1, e.Message));
            return [];
        }
    }
}
