using AccessConsole.Core.Auditing;
using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;

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
        await context.LockAuditLogAsync(cancellationToken);
        var next = await context.AuditEvents.MaxAsync(e => (long?)e.Sequence, cancellationToken) + 1 ?? 0;
        // INVARIANT (audit sequence): from 0 without gaps; nobody else can read `next` before this transaction ends.
        context.AuditEvents.AddRange(events.Select((auditEvent, index) => AuditEventRow.Of(next + index, auditEvent)));
        await context.SaveChangesAsync(cancellationToken);
    }
}
