using AccessConsole.Core.Auditing;
using AccessConsole.Data.Rows;
using AccessConsole.Data.Sql;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace AccessConsole.Data.Stores;

/// <summary>Writes events at the end of the log, inside the transaction of the change they belong to.</summary>
internal static class AuditAppending
{
    /// <summary>
    /// Keeps every other writer of the log out until the transaction ends. Taken after all other locks, so that no two transactions wait
    /// for each other.
    /// </summary>
    public static Task LockAuditLogAsync(this AccessDbContext context, CancellationToken cancellationToken) =>
        context.ExecuteScriptAsync("lock_audit_log", cancellationToken);

    /// <summary>Saves the context with the events. The context is in a transaction.</summary>
    public static async Task SaveWithAuditAsync(
        this AccessDbContext context, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        // The change itself comes first: the lock on the log is held as shortly as can be.
        await context.SaveChangesAsync(cancellationToken);
        await Transaction(context).AppendAuditAsync(events, cancellationToken);
    }

    /// <summary>Writes the events alone.</summary>
    public static async Task AppendAuditAsync(this NpgsqlTransaction transaction, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
            return;
        var next = await LockAndFindNextSequenceAsync(transaction, cancellationToken);
        // INVARIANT (audit sequence): from 0 without gaps; nobody else can read `next` before this transaction ends.
        await WriteAsync(transaction, events.Select((auditEvent, index) => AuditEventRow.Of(next + index, auditEvent)), cancellationToken);
    }

    /// <summary>One way to the database for both. The second statement looks after the first has the lock, and so sees what its former holder wrote.</summary>
    private static async Task<long> LockAndFindNextSequenceAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands = { new(SqlScripts.Read("lock_audit_log")), new(SqlScripts.Read("next_audit_sequence")) },
        };
        await using var results = await batch.ExecuteReaderAsync(cancellationToken);
        await results.NextResultAsync(cancellationToken);
        await results.ReadAsync(cancellationToken);
        return results.GetInt64(0);
    }

    private static async Task WriteAsync(NpgsqlTransaction transaction, IEnumerable<AuditEventRow> rows, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var row in rows)
            batch.BatchCommands.Add(InsertOf(row));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand InsertOf(AuditEventRow row) => new(SqlScripts.Read("append_audit_event"))
    {
        Parameters =
        {
            new NpgsqlParameter<long> { TypedValue = row.Sequence },
            new NpgsqlParameter<DateTimeOffset> { TypedValue = row.At },
            new NpgsqlParameter<string> { TypedValue = row.ActorIssuer },
            new NpgsqlParameter<string> { TypedValue = row.ActorSubject },
            new NpgsqlParameter<string> { TypedValue = row.Action },
            new NpgsqlParameter<string> { TypedValue = row.Subject },
            new NpgsqlParameter<byte[]> { TypedValue = row.Canonical },
            new NpgsqlParameter<byte[]> { TypedValue = row.LeafHash },
        },
    };

    private static NpgsqlTransaction Transaction(AccessDbContext context) =>
        (NpgsqlTransaction)(context.Database.CurrentTransaction ?? throw new InvalidOperationException("audit events are written inside a transaction only")).GetDbTransaction();
}
