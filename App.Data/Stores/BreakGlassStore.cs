using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Configurations;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccessConsole.Data.Stores;

internal sealed class BreakGlassStore(IDbContextFactory<AccessDbContext> contexts) : IBreakGlassStore
{
    public async Task<IReadOnlyList<BreakGlassRecord>> ListAsync(int? before, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await ReadAsync(context, Broken(context).Where(r => before == null || r.Number < before).OrderByDescending(r => r.Number).Take(limit), cancellationToken);
    }

    public async Task<IReadOnlyList<BreakGlassRecord>> ListOpenAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        // Small values as JSON are the database's own affair to look into.
        var open = context.Revisions.FromSql(
            $"""
            SELECT r.* FROM revisions r
            WHERE r.break_glass IS NOT NULL
              AND (NOT EXISTS (SELECT 1 FROM break_glass_reviews v WHERE v.revision = r.number) OR (r.break_glass ->> 'expires')::timestamptz > {now.ToUniversalTime()})
            """);
        return await ReadAsync(context, open.AsNoTracking().OrderByDescending(r => r.Number), cancellationToken);
    }

    public async Task<BreakGlassRecord?> FindUnreviewedAsync(PersonId person, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var one = StoredJson.Write(person);
        var found = context.Revisions.FromSql(
            $"""
            SELECT r.* FROM revisions r
            WHERE r.break_glass IS NOT NULL AND r.author @> {one}::jsonb AND NOT EXISTS (SELECT 1 FROM break_glass_reviews v WHERE v.revision = r.number)
            """);
        return (await ReadAsync(context, found.AsNoTracking().OrderByDescending(r => r.Number).Take(1), cancellationToken)).SingleOrDefault();
    }

    public async Task<BreakGlassRecord?> FindAsync(int revision, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await ReadAsync(context, Broken(context).Where(r => r.Number == revision), cancellationToken)).SingleOrDefault();
    }

    public async Task<bool> ReviewAsync(BreakGlassReview review, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        context.BreakGlassReviews.Add(review);
        try
        {
            await context.SaveWithAuditAsync([auditEvent], cancellationToken);
        }
        catch (Exception e) when ((e as PostgresException ?? e.InnerException as PostgresException) is { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static IQueryable<Revision> Broken(AccessDbContext context) => context.Revisions.AsNoTracking().Where(r => r.BreakGlass != null);

    private static async Task<IReadOnlyList<BreakGlassRecord>> ReadAsync(AccessDbContext context, IQueryable<Revision> query, CancellationToken cancellationToken)
    {
        var revisions = await query.ToListAsync(cancellationToken);
        var numbers = revisions.Select(r => r.Number).ToArray();
        var reviews = await context.BreakGlassReviews.AsNoTracking().Where(r => numbers.Contains(r.Revision)).ToDictionaryAsync(r => r.Revision, cancellationToken);
        return [.. revisions.Select(r => new BreakGlassRecord(r, reviews.GetValueOrDefault(r.Number)))];
    }
}
