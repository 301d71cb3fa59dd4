using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using Microsoft.EntityFrameworkCore;

namespace AccessConsole.Data.Stores;

internal sealed class StagedRolloutStore(IDbContextFactory<AccessDbContext> contexts) : IStagedRolloutStore
{
    public async Task<IReadOnlyList<RolloutPlan>> ListPlansAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ReadPlansAsync(cancellationToken);
    }

    public async Task SetPlanAsync(RolloutPlan plan, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // A publish goes by the plan that it found under this lock, or by the next one.
        await context.ExecuteScriptAsync("lock_publishing", cancellationToken);
        if (await context.RolloutPlans.SingleOrDefaultAsync(p => p.Environment == plan.Environment, cancellationToken) is { } former)
            context.Entry(former).CurrentValues.SetValues(plan);
        else
            context.RolloutPlans.Add(plan);
        await context.SaveWithAuditAsync([auditEvent], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<bool> RemovePlanAsync(string environment, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.ExecuteScriptAsync("lock_publishing", cancellationToken);
        if (await context.RolloutPlans.SingleOrDefaultAsync(p => p.Environment == environment, cancellationToken) is not { } plan)
            return false;
        context.RolloutPlans.Remove(plan);
        await context.SaveWithAuditAsync([auditEvent], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<IReadOnlyList<StagedRollout>> FindAsync(int revision, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ReadStagedAsync(rollouts => rollouts.Where(r => r.Revision == revision), cancellationToken);
    }

    public async Task<IReadOnlyList<StagedRollout>> ListLiveAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.ReadStagedAsync(rollouts => rollouts.Where(r => r.EndedAt == null), cancellationToken);
    }

    public async Task<IReadOnlyList<StagedRollout>> ListAsync(string? environment, (int Revision, string Environment)? before, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var (revision, name) = before ?? (int.MaxValue, "");
        return await context.StagedRollouts.AsNoTracking()
            .Where(r => environment == null || r.Environment == environment)
            .Where(r => r.Revision < revision || (r.Revision == revision && string.Compare(r.Environment, name) > 0))
            .OrderByDescending(r => r.Revision).ThenBy(r => r.Environment).Take(limit).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<StagedRollout>> ListHoldsAsync(int revision, IReadOnlyCollection<(int Revision, string Environment)> held, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var (revisions, environments) = (held.Select(h => h.Revision).ToArray(), held.Select(h => h.Environment).ToArray());
        var found = await context.ReadStagedAsync(
            rollouts => rollouts.Where(r => r.EndedAt == null || r.EndedBy > revision || (revisions.Contains(r.Revision) && environments.Contains(r.Environment))), cancellationToken);
        return [.. found.Where(r => r.IsLive || r.EndedBy > revision || held.Contains((r.Revision, r.Environment)))];
    }

    public async Task<bool> TryChangeAsync(StagedRollout seen, StagedRollout next, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // Whoever publishes meanwhile finds it as it was or as it will be, and the changes of replicas come one after another.
        await context.ExecuteScriptAsync("lock_publishing", cancellationToken);
        if (await context.FindStagedAsync(seen, cancellationToken) is not { } standing)
            return false;
        context.Entry(standing).CurrentValues.SetValues(next);
        await context.SaveWithAuditAsync(events, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
