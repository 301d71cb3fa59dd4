using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using Microsoft.EntityFrameworkCore;

namespace AccessConsole.Data.Stores;

internal sealed class AuditLog(IDbContextFactory<AccessDbContext> contexts) : IAuditLog
{
    public async Task AppendAsync(AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.SaveWithAuditAsync([auditEvent], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<AuditRecord>> ListAsync(AuditFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.AuditEvents.AsNoTracking()
            .Where(e => before == null || e.Sequence < before)
            .Where(e => filter.Action == null || e.Action == filter.Action)
            .Where(e => filter.Subject == null || e.Subject == filter.Subject)
            .OrderByDescending(e => e.Sequence)
            .Take(limit)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => row.ToRecord())];
    }
}
