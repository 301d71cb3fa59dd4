using System.Data;
using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Auditing.Merkle;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;

namespace AccessConsole.Data.Stores;

internal sealed class AuditTree(IDbContextFactory<AccessDbContext> contexts) : IAuditTree
{
    public async Task<TreeAdvance> AdvanceAsync(
        int limit, Func<TreeHead, CancellationToken, Task<StoredCheckpoint?>> sign, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // A lock of its own: whoever writes events does not wait for the tree.
        await context.ExecuteScriptAsync("lock_audit_tree", cancellationToken);
        var subtrees = new SubtreeRows(context);
        var before = await subtrees.CountLeavesAsync(cancellationToken);
        var size = await TakeInAsync(context, subtrees, before, limit, cancellationToken);
        var last = (await Newest(context.AuditCheckpoints).FirstOrDefaultAsync(cancellationToken))?.ToCheckpoint();
        var signed = size > 0 && last?.Size != size
            ? await SignAsync(context, await HeadAsync(subtrees, size, last, cancellationToken), sign, cancellationToken)
            : null;
        await transaction.CommitAsync(cancellationToken);
        return new TreeAdvance(size - before == limit, signed ?? last);
    }

    public async Task<StoredCheckpoint?> FindCheckpointAsync(long? size, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await Newest(context.AuditCheckpoints.Where(c => size == null || c.Size <= size)).FirstOrDefaultAsync(cancellationToken);
        return row?.ToCheckpoint();
    }

    public async Task<IReadOnlyList<byte[]>> HashAsync(IReadOnlyList<LeafRange> ranges, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var stored = await new SubtreeRows(context).ReadAsync(ranges, cancellationToken);
        return [.. ranges.Select(range => StoredTree.HashOf(range, stored))];
    }

    public async Task<ReadOnlyMemory<byte>?> FindEventAsync(long sequence, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var canonical = await context.AuditEvents.Where(e => e.Sequence == sequence).Select(e => e.Canonical).SingleOrDefaultAsync(cancellationToken);
        return canonical is null ? null : new ReadOnlyMemory<byte>(canonical);
    }

    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await new SubtreeRows(context).CountLeavesAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<StoredPlace>> ReadPlacesAsync(long first, int count, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var end = first + count;
        // One snapshot for both, so that what is taken in meanwhile does not look as if it was missing.
        await using var transaction = await context.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var leaves = await context.AuditSubtrees.AsNoTracking().Where(s => s.Level == 0 && s.Index >= first && s.Index < end)
            .ToDictionaryAsync(s => s.Index, s => s.Hash, cancellationToken);
        var events = await context.AuditEvents.AsNoTracking().Where(e => e.Sequence >= first && e.Sequence < end)
            .ToDictionaryAsync(e => e.Sequence, e => e.ToStored(), cancellationToken);
        return [.. leaves.Keys.Union(events.Keys).Order().Select(place => new StoredPlace(place, leaves.GetValueOrDefault(place), events.GetValueOrDefault(place)))];
    }

    private static async Task<long> TakeInAsync(AccessDbContext context, SubtreeRows subtrees, long size, int limit, CancellationToken cancellationToken)
    {
        var events = await context.AuditEvents.AsNoTracking()
            .Where(e => e.Sequence >= size).OrderBy(e => e.Sequence).Take(limit)
            .Select(e => new { e.Sequence, e.Canonical, e.LeafHash }).ToListAsync(cancellationToken);
        if (events.Count == 0)
            return size;
        var growth = new TreeGrowth(size, await subtrees.ReadAsync(StoredTree.EdgeOf(size), cancellationToken));
        var added = new List<StoredHash>(events.Count);
        foreach (var row in events)
        {
            // INVARIANT (audit sequence): what was committed has no gaps, so one means that a row was taken away.
            var leaf = AuditEncoding.LeafHash(row.Canonical);
            if (row.Sequence != growth.Size || !leaf.AsSpan().SequenceEqual(row.LeafHash))
                throw Changed(growth.Size);
            added.AddRange(growth.Append(leaf));
        }

        await subtrees.WriteAsync(added, cancellationToken);
        return growth.Size;
    }

    private static async Task<TreeHead> HeadAsync(SubtreeRows subtrees, long size, StoredCheckpoint? last, CancellationToken cancellationToken)
    {
        if (last?.Size > size)
            throw new AuditTreeException(string.Create(CultureInfo.InvariantCulture, $"a checkpoint of {last.Size} events was signed, but hashes of {size} are stored"));
        var lastRoot = last is null ? [] : await subtrees.RootAsync(last.Size, cancellationToken);
        return new TreeHead(size, await subtrees.RootAsync(size, cancellationToken), last, lastRoot);
    }

    private static async Task<StoredCheckpoint?> SignAsync(
        AccessDbContext context, TreeHead head, Func<TreeHead, CancellationToken, Task<StoredCheckpoint?>> sign, CancellationToken cancellationToken)
    {
        if (await sign(head, cancellationToken) is not { } signed)
            return null;
        context.AuditCheckpoints.Add(new AuditCheckpointRow { Size = signed.Size, Root = signed.Root.ToArray(), Note = signed.Note, SignedAt = signed.SignedAt });
        await context.SaveChangesAsync(cancellationToken);
        return signed;
    }

    private static IQueryable<AuditCheckpointRow> Newest(IQueryable<AuditCheckpointRow> checkpoints) =>
        checkpoints.AsNoTracking().OrderByDescending(c => c.Size);

    private static AuditTreeException Changed(long sequence) => new(string.Create(
        CultureInfo.InvariantCulture, $"event {sequence} of the audit log was changed or taken away before its hash was stored: compare it with a backup"));
}
