using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Configurations;
using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;

namespace AccessConsole.Data.Stores;

/// <summary>Reading and writing drafts together with their approvals.</summary>
internal static class DraftRows
{
    public static async Task<StandingDraft?> FindStandingDraftAsync(this AccessDbContext context, Guid id, CancellationToken cancellationToken)
    {
        var drafts = await context.ReadDraftsAsync(context.Drafts.Where(d => d.Id == id), cancellationToken);
        return drafts.SingleOrDefault();
    }

    public static async Task<List<StandingDraft>> ReadDraftsAsync(
        this AccessDbContext context, IQueryable<Draft> query, CancellationToken cancellationToken)
    {
        var found = await query
            .Select(d => new { Draft = d, ContentVersion = EF.Property<int>(d, DraftConfiguration.ContentVersion) })
            .ToListAsync(cancellationToken);
        var ids = found.Select(f => f.Draft.Id).ToArray();
        var approvals = (await context.Approvals.AsNoTracking().Where(a => ids.Contains(a.DraftId)).OrderBy(a => a.Id).ToListAsync(cancellationToken))
            .ToLookup(a => (a.DraftId, a.ContentVersion), a => a.Approval);
        return [.. found.Select(f => new StandingDraft(
            f.Draft, f.Draft with { Approvals = approvals[(f.Draft.Id, f.ContentVersion)].ToValueList() }, f.ContentVersion))];
    }

    /// <summary>Has the context write a new draft.</summary>
    public static void StoreNew(this AccessDbContext context, Draft draft)
    {
        var entry = context.Drafts.Add(draft);
        entry.Property<int>(DraftConfiguration.ContentVersion).CurrentValue = draft.Version;
        entry.Property<DateTimeOffset?>(DraftConfiguration.ScheduledFor).CurrentValue = draft.Schedule?.At;
        context.AddApprovals(draft, draft.Version, draft.Approvals);
    }

    /// <summary>Has the context write the draft's next version. An approval does not outlive what it approved.</summary>
    /// <returns>The next version as it is stored.</returns>
    public static Draft Store(this AccessDbContext context, StandingDraft standing, Draft next)
    {
        var before = standing.Draft;
        var hasNewContent = Approvals.IsAnother(before, next);
        var stored = next with { Id = before.Id, Version = before.Version + 1, Approvals = hasNewContent ? [] : next.Approvals };
        var isVoided = hasNewContent || Approvals.Fallen(before, next).Count > 0;
        var contentVersion = isVoided ? stored.Version : standing.ContentVersion;

        var entry = context.Entry(standing.Tracked);
        entry.CurrentValues.SetValues(stored);
        entry.Property<int>(DraftConfiguration.ContentVersion).CurrentValue = contentVersion;
        entry.Property<DateTimeOffset?>(DraftConfiguration.ScheduledFor).CurrentValue = stored.Schedule?.At;
        context.AddApprovals(stored, contentVersion, isVoided ? stored.Approvals : stored.Approvals.Except(before.Approvals));
        return stored;
    }

    private static void AddApprovals(this AccessDbContext context, Draft draft, int contentVersion, IEnumerable<Approval> approvals) =>
        context.Approvals.AddRange(
            approvals.Select(approval => new ApprovalRow { DraftId = draft.Id, ContentVersion = contentVersion, Approval = approval }));
}
