using AccessConsole.Core.Auditing;
using AccessConsole.Core.Campaigns;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Configurations;
using AccessConsole.Data.Sql;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace AccessConsole.Data.Stores;

internal sealed class CampaignStore(IDbContextFactory<AccessDbContext> contexts) : ICampaignStore
{
    public async Task OpenAsync(Campaign campaign, IEnumerable<CampaignItem> items, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        context.Campaigns.Add(campaign);
        await context.SaveChangesAsync(cancellationToken);
        await CopyAsync(context, items, cancellationToken);
        await context.SaveWithAuditAsync([auditEvent], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<Campaign?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
    }

    public async Task<IReadOnlyList<Campaign>> ListAsync(bool? isOpen, Guid? after, int limit, CancellationToken cancellationToken, string? search = null)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var campaigns = SearchWords.Patterns(search) is { Length: > 0 } patterns
            ? context.Campaigns.FromSql(
                $"""
                SELECT c.* FROM campaigns c
                WHERE NOT EXISTS (
                  SELECT 1 FROM unnest({patterns}) AS word(pattern)
                  WHERE NOT (c.title ILIKE pattern OR COALESCE(c.opened_by ->> 'name' ILIKE pattern, FALSE)))
                """)
            : context.Campaigns;
        var query = campaigns.AsNoTracking().Where(c => isOpen == null || (c.End == null) == isOpen);
        if (after is { } last)
        {
            var seen = context.Campaigns.Where(c => c.Id == last);
            query = query.Where(c => seen.Any(s => c.OpenedAt < s.OpenedAt || (c.OpenedAt == s.OpenedAt && c.Id < s.Id)));
        }

        return await query.OrderByDescending(c => c.OpenedAt).ThenByDescending(c => c.Id).Take(limit).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyDictionary<Guid, CampaignProgress>> CountAsync(IReadOnlyCollection<Guid> campaigns, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var counts = await context.CampaignItems.Where(i => campaigns.Contains(i.CampaignId)).GroupBy(i => new { i.CampaignId, i.Verdict })
            .Select(g => new { g.Key.CampaignId, g.Key.Verdict, Count = g.Count() }).ToListAsync(cancellationToken);
        return counts.GroupBy(c => c.CampaignId).ToDictionary(of => of.Key, of =>
        {
            int Of(CampaignVerdict? verdict) => of.Where(c => c.Verdict == verdict).Sum(c => c.Count);
            return new CampaignProgress(Of(null), Of(CampaignVerdict.Keep), Of(CampaignVerdict.Narrow), Of(CampaignVerdict.End));
        });
    }

    public async Task<IReadOnlyList<CampaignItem>> ListItemsAsync(Guid campaign, CampaignItemFilter filter, int after, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Filtered(context, filter).AsNoTracking().Where(i => i.CampaignId == campaign && i.Number > after).OrderBy(i => i.Number).Take(limit).ToListAsync(cancellationToken);
    }

    public async Task<int> CountItemsAsync(Guid campaign, CampaignItemFilter filter, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Filtered(context, filter).CountAsync(i => i.CampaignId == campaign, cancellationToken);
    }

    public async Task<int> CountWaitingAsync(CampaignReviewer reviewer, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Filtered(context, new CampaignItemFilter(IsUndecided: true, Reviewer: reviewer))
            .CountAsync(i => context.Campaigns.Any(c => c.Id == i.CampaignId && c.End == null), cancellationToken);
    }

    public async Task<int?> DecideAsync(Guid campaign, IReadOnlyCollection<Guid> grants, Func<IReadOnlyList<CampaignItem>, IReadOnlyList<CampaignDecided>> decide, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.ExecuteScriptAsync("lock_campaign", cancellationToken, new NpgsqlParameter("id", campaign));
        if (await context.Campaigns.SingleOrDefaultAsync(c => c.Id == campaign, cancellationToken) is not { IsOpen: true } standing)
            return null;
        var items = await context.CampaignItems.Where(i => i.CampaignId == campaign && grants.Contains(i.GrantId)).OrderBy(i => i.Number).ToListAsync(cancellationToken);
        var decided = decide(items);
        if (decided.Count == 0)
            return 0;
        foreach (var (item, decision, _) in decided)
            context.Entry(item).CurrentValues.SetValues(item with { Decision = decision, Verdict = decision.Verdict });
        // Whoever closes it closes what they saw.
        context.Entry(standing).CurrentValues.SetValues(standing with { Version = standing.Version + 1 });
        await context.SaveWithAuditAsync([.. decided.Select(d => d.Event)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return decided.Count;
    }

    public async Task<bool> CloseAsync(Guid campaign, int version, CampaignEnd end, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.ExecuteScriptAsync("lock_campaign", cancellationToken, new NpgsqlParameter("id", campaign));
        if (await context.Campaigns.SingleOrDefaultAsync(c => c.Id == campaign, cancellationToken) is not { IsOpen: true } standing || standing.Version != version)
            return false;
        context.Entry(standing).CurrentValues.SetValues(standing with { Version = version + 1, End = end });
        await context.SaveWithAuditAsync([auditEvent], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>By COPY: a campaign may be about 100,000 grants.</summary>
    private static async Task CopyAsync(AccessDbContext context, IEnumerable<CampaignItem> items, CancellationToken cancellationToken)
    {
        var connection = (NpgsqlConnection)context.Database.GetDbConnection();
        await using var rows = await connection.BeginBinaryImportAsync(SqlScripts.Read("copy_campaign_items"), cancellationToken);
        foreach (var item in items)
        {
            await rows.StartRowAsync(cancellationToken);
            await rows.WriteAsync(item.CampaignId, NpgsqlDbType.Uuid, cancellationToken);
            await rows.WriteAsync(item.GrantId, NpgsqlDbType.Uuid, cancellationToken);
            await rows.WriteAsync(item.Number, NpgsqlDbType.Integer, cancellationToken);
            await rows.WriteAsync(PolicyObjectJson.Write(item.Grant), NpgsqlDbType.Jsonb, cancellationToken);
            await rows.WriteAsync(StoredJson.Write(item.Places), NpgsqlDbType.Jsonb, cancellationToken);
        }

        await rows.CompleteAsync(cancellationToken);
    }

    private static IQueryable<CampaignItem> Filtered(AccessDbContext context, CampaignItemFilter filter)
    {
        var items = Of(context, filter.Reviewer);
        if (filter.IsUndecided)
            items = items.Where(i => i.Verdict == null);
        return filter.Verdict is { } verdict ? items.Where(i => i.Verdict == verdict) : items;
    }

    /// <summary>Places are in JSON, where only PostgreSQL's own operators look.</summary>
    private static IQueryable<CampaignItem> Of(AccessDbContext context, CampaignReviewer? reviewer)
    {
        if (reviewer?.Scopes is not { } some)
            return context.CampaignItems;
        var scopes = StoredJson.Write(some);
        return context.CampaignItems.FromSql(
            $"""
            SELECT i.* FROM campaign_items i
            WHERE NOT EXISTS (
                SELECT 1 FROM jsonb_array_elements(i.places) place
                WHERE NOT EXISTS (
                    SELECT 1 FROM jsonb_array_elements({scopes}::jsonb) scope
                    WHERE (scope -> 'environments' = '[]'::jsonb OR COALESCE(scope -> 'environments' @> (place -> 'environment'), FALSE))
                      AND NOT EXISTS (
                        SELECT 1 FROM jsonb_array_elements(scope -> 'labels') choice
                        WHERE NOT COALESCE(choice -> 'values' @> (place -> 'labels' -> (choice ->> 'key')), FALSE))))
            """);
    }
}
