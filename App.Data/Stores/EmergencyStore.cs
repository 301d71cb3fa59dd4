using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccessConsole.Data.Stores;

internal sealed class EmergencyStore(IDbContextFactory<AccessDbContext> contexts) : IEmergencyStore
{
    public async Task<IReadOnlyList<EmergencyRecord>> ListAsync(int? before, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var revisions = await Emergencies(context).Where(r => before == null || r.Number < before).OrderByDescending(r => r.Number).Take(limit).ToListAsync(cancellationToken);
        var numbers = revisions.Select(r => r.Number).ToArray();
        var reviews = await context.EmergencyReviews.AsNoTracking().Where(r => numbers.Contains(r.Revision)).ToDictionaryAsync(r => r.Revision, cancellationToken);
        return [.. revisions.Select(r => new EmergencyRecord(r, reviews.GetValueOrDefault(r.Number)))];
    }

    public async Task<EmergencyRecord?> FindAsync(int revision, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Emergencies(context).SingleOrDefaultAsync(r => r.Number == revision, cancellationToken) is { } found
            ? new EmergencyRecord(found, await context.EmergencyReviews.AsNoTracking().SingleOrDefaultAsync(r => r.Revision == revision, cancellationToken))
            : null;
    }

    public async Task<bool> ReviewAsync(EmergencyReview review, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        context.EmergencyReviews.Add(review);
        try
        {
            await context.SaveWithAuditAsync([auditEvent], cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static IQueryable<Revision> Emergencies(AccessDbContext context) => context.Revisions.AsNoTracking().Where(r => r.Emergency != null);
}
