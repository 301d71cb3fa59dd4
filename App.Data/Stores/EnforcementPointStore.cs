using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Configurations;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccessConsole.Data.Stores;

internal sealed class EnforcementPointStore(IDbContextFactory<AccessDbContext> contexts) : IEnforcementPointStore
{
    public async Task SaveAsync(IReadOnlyList<EnforcementPoint> points, CancellationToken cancellationToken)
    {
        var reports = points.GroupBy(p => p.Id).Select(Report.Of).ToList();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.ExecuteScriptAsync("save_enforcement_points", cancellationToken, Columns(reports));
    }

    public async Task SavePollsAsync(IReadOnlyList<EnforcementPoint> points, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.ExecuteScriptAsync("save_point_polls", cancellationToken, Columns([.. points.DistinctBy(p => p.Id).Select(p => Report.Of([p]))]));
    }

    public async Task<IReadOnlyList<EnforcementPoint>> ListAsync(
        string? environment, DateTimeOffset since, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.EnforcementPoints.AsNoTracking()
            .Where(p => p.LastSeen > since || p.PolledAt > since)
            .Where(p => environment == null || p.Environment == environment)
            .Where(p => after == null || p.Id > after)
            .OrderBy(p => p.Id)
            .Take(limit)
            .ToListAsync(cancellationToken);
        return [.. rows.Select(row => row.ToPoint())];
    }

    public async Task<int> HighestReportedRevisionAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.HighestReportedRevisionAsync(cancellationToken);
    }

    private static NpgsqlParameter[] Columns(List<Report> reports) =>
    [
        Column("ids", reports, r => r.Newest.Id),
        Column("token_ids", reports, r => r.Newest.TokenId),
        Column("names", reports, r => r.Newest.Name),
        Column("environments", reports, r => r.Newest.Scope.Environment),
        Column("targets", reports, r => r.Newest.Scope.Target.Name()),
        Column("services", reports, r => r.Newest.Scope.Service),
        Column("revisions", reports, r => r.Newest.Revision),
        Column("highest_revisions", reports, r => r.HighestRevision),
        Column("active_since", reports, r => r.Newest.ActiveSince?.ToUniversalTime()),
        Column("last_seen", reports, r => r.Newest.LastSeen.ToUniversalTime()),
        Column("polled_at", reports, r => r.Newest.PolledAt?.ToUniversalTime()),
        Column("errors", reports, r => r.Newest.Error),
        Column("replay_protected", reports, r => r.Newest.IsReplayProtected),
        Column("labels", reports, r => StoredJson.Write(r.Newest.Labels)),
    ];

    private static NpgsqlParameter<T[]> Column<T>(string name, List<Report> reports, Func<Report, T> value) =>
        new(name, [.. reports.Select(value)]);

    /// <summary>What one write says of a point, however often it reported in between.</summary>
    private sealed record Report(EnforcementPoint Newest, int HighestRevision)
    {
        public static Report Of(IEnumerable<EnforcementPoint> reports) =>
            new(reports.MaxBy(r => r.LastSeen)!, reports.Max(r => r.Revision ?? 0));
    }
}
