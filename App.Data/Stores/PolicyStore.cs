using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using Microsoft.EntityFrameworkCore;

namespace AccessConsole.Data.Stores;

internal sealed class PolicyStore(IDbContextFactory<AccessDbContext> contexts) : IPolicyStore
{
    public async Task<StoredPolicy> LoadHeadAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await LoadAsync(context, await context.HeadRevisionAsync(cancellationToken), cancellationToken);
    }

    public async Task<StoredPolicy?> LoadAsync(int revision, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var exists = await context.Revisions.AnyAsync(r => r.Number == revision, cancellationToken);
        return exists ? await LoadAsync(context, revision, cancellationToken) : null;
    }

    public async Task<PolicyPatch> LoadPatchAsync(int from, int to, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var upserts = await context.PolicyObjects.AsOf(to).Where(o => o.ValidFrom > from).ReadObjectsAsync(cancellationToken);
        var deletes = await context.PolicyObjects.ReadDeletesAsync(from, to, cancellationToken);
        return new PolicyPatch { Upserts = upserts.ToValueList(), Deletes = deletes.ToValueList() };
    }

    public async Task<Revision?> FindRevisionAsync(int number, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Revisions.AsNoTracking().SingleOrDefaultAsync(r => r.Number == number, cancellationToken);
    }

    public async Task<int?> FindFirstRevisionOfPolicyAsync(string policyDigest, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Revisions.Where(r => r.PolicyDigest == policyDigest).MinAsync(r => (int?)r.Number, cancellationToken);
    }

    public async Task<Revision> FindRevisionAtAsync(DateTimeOffset instant, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Revisions.AsNoTracking()
            .Where(r => r.EffectiveAt <= instant || r.Number == 0)
            .OrderByDescending(r => r.Number)
            .FirstAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Revision>> ListRevisionsAsync(int? before, int limit, CancellationToken cancellationToken, string? search = null)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var revisions = SearchWords.Patterns(search) is { Length: > 0 } patterns
            ? context.Revisions.FromSql(
                $"""
                SELECT r.* FROM revisions r
                WHERE NOT EXISTS (
                  SELECT 1 FROM unnest({patterns}) AS word(pattern)
                  WHERE NOT (r.summary ILIKE pattern OR r.number::text ILIKE substr(pattern, 2) OR COALESCE(r.author ->> 'name' ILIKE pattern, FALSE)))
                """)
            : context.Revisions;
        return await revisions.AsNoTracking()
            .Where(r => before == null || r.Number < before)
            .OrderByDescending(r => r.Number)
            .Take(limit)
            .ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<ObjectVersion>> ListVersionsAsync(
        PolicyReference reference, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.PolicyObjects.ReadVersionsAsync(reference, limit, cancellationToken);
    }

    public async Task<IReadOnlyList<ObjectVersion>> ListChangedAsync(int revision, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.PolicyObjects.ReadChangedAsync(revision, limit, cancellationToken);
    }

    public async Task<IReadOnlyDictionary<string, Revision>> FindOriginsAsync(
        PolicyKind kind, IReadOnlyCollection<string> names, int revision, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var starts = await context.PolicyObjects.AsOf(revision).Where(o => o.Kind == kind && names.Contains(o.Name))
            .Select(o => new { o.Name, o.ValidFrom }).ToListAsync(cancellationToken);
        var numbers = starts.Select(s => s.ValidFrom).Distinct().ToArray();
        var revisions = await context.Revisions.AsNoTracking().Where(r => numbers.Contains(r.Number)).ToDictionaryAsync(r => r.Number, cancellationToken);
        return starts.ToDictionary(s => s.Name, s => revisions[s.ValidFrom], StringComparer.Ordinal);
    }

    public async Task<IReadOnlySet<PolicyReference>> FindChangedAsync(
        IReadOnlyCollection<PolicyKind> kinds, int revision, DateTimeOffset after, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var instant = after.ToUniversalTime();
        var changed = await context.PolicyObjects.AsOf(revision)
            .Where(o => kinds.Contains(o.Kind) && context.Revisions.Any(r => r.Number == o.ValidFrom && r.PublishedAt > instant))
            .Select(o => new { o.Kind, o.Name }).ToListAsync(cancellationToken);
        return changed.Select(o => new PolicyReference(o.Kind, o.Name)).ToHashSet();
    }

    public async Task<PublishOutcome> PublishAsync(
        PublishSubject subject, Func<PublishContext, CancellationToken, Task<PublishPlan>> plan, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var outcome = await new Publication(context).RunAsync(subject, plan, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return outcome;
    }

    private static async Task<StoredPolicy> LoadAsync(AccessDbContext context, int revision, CancellationToken cancellationToken) =>
        new(revision, PolicyDocument.Of(await context.PolicyObjects.AsOf(revision).ReadObjectsAsync(cancellationToken)));
}
