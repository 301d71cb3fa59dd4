using AccessConsole.Core.Ports;
using Microsoft.EntityFrameworkCore;

namespace AccessConsole.Data.Stores;

/// <summary>Reading staged rollouts, for their store and inside a publish.</summary>
internal static class StagedRolloutRows
{
    public static async Task<IReadOnlyList<RolloutPlan>> ReadPlansAsync(this AccessDbContext context, CancellationToken cancellationToken) =>
        await context.RolloutPlans.AsNoTracking().OrderBy(p => p.Environment).ToListAsync(cancellationToken);

    public static async Task<IReadOnlyList<StagedRollout>> ReadStagedAsync(
        this AccessDbContext context, Func<IQueryable<StagedRollout>, IQueryable<StagedRollout>> filter, CancellationToken cancellationToken) =>
        await filter(context.StagedRollouts.AsNoTracking()).OrderBy(r => r.Environment).ThenBy(r => r.Revision).ToListAsync(cancellationToken);

    /// <summary>
    /// The tracked row of a rollout, if it still is in the state and stage that were seen, since the same instant: one that was halted and goes on again is another. Null otherwise.
    /// </summary>
    public static async Task<StagedRollout?> FindStagedAsync(this AccessDbContext context, StagedRollout seen, CancellationToken cancellationToken) =>
        await context.StagedRollouts.SingleOrDefaultAsync(
            r => r.Revision == seen.Revision && r.Environment == seen.Environment && r.State == seen.State && r.Reached == seen.Reached
                && r.StageSince == seen.StageSince && r.EndedAt == null,
            cancellationToken);
}
