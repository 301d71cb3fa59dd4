using AccessConsole.Core.Auditing.Merkle;
using AccessConsole.Data.Rows;
using AccessConsole.Data.Sql;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace AccessConsole.Data.Stores;

/// <summary>Reads and writes the stored hashes of subtrees, inside whatever transaction the context is in.</summary>
internal sealed class SubtreeRows(AccessDbContext context)
{
    public Task<IReadOnlyDictionary<SubtreeId, byte[]>> ReadAsync(IReadOnlyList<LeafRange> ranges, CancellationToken cancellationToken) =>
        ReadAsync(StoredTree.SpansOf(ranges), cancellationToken);

    public async Task<IReadOnlyDictionary<SubtreeId, byte[]>> ReadAsync(IReadOnlyList<StoredSpan> spans, CancellationToken cancellationToken)
    {
        object[] parameters =
        [
            new NpgsqlParameter("levels", spans.Select(span => (short)span.Level).ToArray()),
            new NpgsqlParameter("firsts", spans.Select(span => span.First).ToArray()),
            new NpgsqlParameter("counts", spans.Select(span => (long)span.Count).ToArray()),
        ];
        var rows = await context.AuditSubtrees.FromSqlRaw(SqlScripts.Read("read_subtrees"), parameters).AsNoTracking().ToListAsync(cancellationToken);
        // Two spans may share rows.
        return rows.DistinctBy(row => (row.Level, row.Index)).ToDictionary(row => new SubtreeId(row.Level, row.Index), row => row.Hash);
    }

    public async Task<byte[]> RootAsync(long size, CancellationToken cancellationToken)
    {
        var whole = new LeafRange(0, size);
        return StoredTree.HashOf(whole, await ReadAsync([whole], cancellationToken));
    }

    public async Task<long> CountLeavesAsync(CancellationToken cancellationToken) =>
        await context.AuditSubtrees.Where(s => s.Level == 0).MaxAsync(s => (long?)s.Index, cancellationToken) + 1 ?? 0;

    public async Task WriteAsync(IEnumerable<StoredHash> hashes, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await using var rows = await connection.BeginBinaryImportAsync(SqlScripts.Read("copy_subtrees"), cancellationToken);
        foreach (var (subtree, hash) in hashes)
        {
            await rows.StartRowAsync(cancellationToken);
            await rows.WriteAsync((short)subtree.Level, NpgsqlDbType.Smallint, cancellationToken);
            await rows.WriteAsync(subtree.Index, NpgsqlDbType.Bigint, cancellationToken);
            await rows.WriteAsync(hash, NpgsqlDbType.Bytea, cancellationToken);
        }

        await rows.CompleteAsync(cancellationToken);
    }
}
