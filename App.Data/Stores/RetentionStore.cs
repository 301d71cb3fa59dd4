using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Sql;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace AccessConsole.Data.Stores;

internal sealed class RetentionStore(IDbContextFactory<AccessDbContext> contexts, NpgsqlDataSource dataSource) : IRetentionStore
{
    public async Task<IReadOnlyList<StoredTable>> ListTablesAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SqlScripts.Read("list_tables"));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var tables = new List<StoredTable>();
        while (await reader.ReadAsync(cancellationToken))
            tables.Add(new StoredTable(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)));
        return tables;
    }

    public async Task<RetentionCounts> RemoveAsync(RetentionLimits limits, int most, Func<RetentionCounts, AuditEvent> toEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (!await TryHoldAsync(context, transaction, cancellationToken))
            return RetentionCounts.None;
        var removed = new RetentionCounts(
            limits.Messages is { } messages ? await RemoveMessagesAsync(context, messages, most, cancellationToken) : 0,
            limits.Removed is { } gone ? await RemoveOfRemovedAsync(context, gone, most, cancellationToken) : 0,
            limits.EndedTokens is { } ended ? await context.Tokens.Where(t => t.ExpiresAt < ended || t.RevokedAt < ended).OrderBy(t => t.Id).Take(most).ExecuteDeleteAsync(cancellationToken) : 0,
            limits.SilentPoints is { } silent ? await RemovePointsAsync(context, silent, most, cancellationToken) : 0,
            limits.RolloutSteps is { } steps ? await RemoveByScriptAsync(context, "remove_rollout_steps", steps, most, cancellationToken) : 0,
            limits.Rollouts is { } rollouts ? await RemoveByScriptAsync(context, "remove_rollouts", rollouts, most, cancellationToken) : 0);
        if (removed.IsNothing)
            return removed;
        await context.SaveWithAuditAsync([toEvent(removed)], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return removed;
    }

    private static async Task<bool> TryHoldAsync(AccessDbContext context, IDbContextTransaction transaction, CancellationToken cancellationToken)
    {
        await using var hold = new NpgsqlCommand(SqlScripts.Read("hold_retention"), (NpgsqlConnection)context.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction());
        return await hold.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>What still waits for a webhook in use stays, however old it is: it is tried, and then given up, first. Whoever is told nothing any more waits for nothing.</summary>
    private static async Task<int> RemoveMessagesAsync(AccessDbContext context, DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        var inUse = context.Webhooks.Where(w => w.RemovedAt == null && w.DisabledAt == null).Select(w => w.Id);
        var over = await context.WebhookMessages
            .Where(m => m.At < before && !context.WebhookDeliveries.Any(d => d.Place == m.Place && d.State == DeliveryState.Pending && inUse.Contains(d.WebhookId)))
            .OrderBy(m => m.Place).Select(m => m.Place).Take(most).ToListAsync(cancellationToken);
        await context.WebhookDeliveries.Where(d => over.Contains(d.Place)).ExecuteDeleteAsync(cancellationToken);
        return await context.WebhookMessages.Where(m => over.Contains(m.Place)).ExecuteDeleteAsync(cancellationToken);
    }

    private static async Task<int> RemoveOfRemovedAsync(AccessDbContext context, DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        var webhooks = await context.Webhooks.Where(w => w.RemovedAt < before).OrderBy(w => w.Id).Select(w => w.Id).Take(most).ToListAsync(cancellationToken);
        var connections = context.BuildkiteConnections.Where(c => c.RemovedAt < before).Select(c => c.Id);
        await context.WebhookDeliveries.Where(d => webhooks.Contains(d.WebhookId)).ExecuteDeleteAsync(cancellationToken);
        return await context.Webhooks.Where(w => webhooks.Contains(w.Id)).ExecuteDeleteAsync(cancellationToken)
            + await context.BuildkitePipelines.Where(p => connections.Contains(p.ConnectionId)).OrderBy(p => p.ConnectionId).ThenBy(p => p.Id).Take(most).ExecuteDeleteAsync(cancellationToken);
    }

    private static Task<int> RemoveByScriptAsync(AccessDbContext context, string script, DateTimeOffset before, int most, CancellationToken cancellationToken) =>
        context.Database.ExecuteSqlRawAsync(SqlScripts.Read(script), [new NpgsqlParameter("before", before.ToUniversalTime()), new NpgsqlParameter("most", most)], cancellationToken);

    /// <summary>INVARIANT (revision order): a point that reported more than the head keeps the numbers up to there from being used again.</summary>
    private static async Task<int> RemovePointsAsync(AccessDbContext context, DateTimeOffset before, int most, CancellationToken cancellationToken)
    {
        var head = await context.HeadRevisionAsync(cancellationToken);
        return await context.EnforcementPoints.Where(p => p.LastSeen < before && (p.PolledAt == null || p.PolledAt < before) && p.HighestRevision <= head).OrderBy(p => p.Id).Take(most).ExecuteDeleteAsync(cancellationToken);
    }
}
