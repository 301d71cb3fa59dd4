using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using Microsoft.EntityFrameworkCore;

namespace AccessConsole.Data.Stores;

internal sealed class IssuerKeyStore(IDbContextFactory<AccessDbContext> contexts) : IIssuerKeyStore
{
    public async Task<IReadOnlyList<IssuerKeySet>> LoadAcceptedAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var accepted = context.IssuerKeySets.AsNoTracking().Where(s => !s.IsHeld);
        return await accepted
            .Where(s => !accepted.Any(newer => newer.Provider == s.Provider && newer.Version > s.Version))
            .OrderBy(s => s.Provider)
            .ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<IssuerKeySet>> LoadHeldAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var sets = context.IssuerKeySets.AsNoTracking();
        return await sets
            .Where(s => s.IsHeld && !sets.Any(newer => newer.Provider == s.Provider && newer.Version > s.Version))
            .OrderBy(s => s.Provider)
            .ToListAsync(cancellationToken);
    }

    public async Task<bool> AppendAsync(IssuerKeySet keySet, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // The log's lock comes first here, so that nobody can append between the question and the answer.
        await context.LockAuditLogAsync(cancellationToken);
        var newest = await context.IssuerKeySets.Where(s => s.Provider == keySet.Provider).MaxAsync(s => (int?)s.Version, cancellationToken);
        if (keySet.Version != (newest ?? 0) + 1)
            return false;
        context.IssuerKeySets.Add(keySet);
        await context.SaveWithAuditAsync([auditEvent], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
