using AccessConsole.Core.Auditing;
using AccessConsole.Core.Inventory;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Configurations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Query;
using Npgsql;

namespace AccessConsole.Data.Stores;

internal sealed class BuildkiteStore(IDbContextFactory<AccessDbContext> contexts, NpgsqlDataSource dataSource) : IBuildkiteStore
{
    public async Task<IReadOnlyList<BuildkiteConnection>> ListAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Live(context).AsNoTracking().OrderBy(c => c.Organization).ToListAsync(cancellationToken);
    }

    public async Task<BuildkiteConnection?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Live(context).AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, cancellationToken);
    }

    public async Task<BuildkiteConnection?> AddAsync(
        BuildkiteConnection connection, Func<Guid, string> protect, Func<Guid, AuditEvent> auditEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var former = await context.BuildkiteConnections.AsNoTracking().SingleOrDefaultAsync(c => c.Organization == connection.Organization, cancellationToken);
        if (former is { RemovedAt: null })
            return null;
        var added = connection with { Id = former?.Id ?? connection.Id };
        added = added with { ProtectedToken = protect(added.Id) };
        if (former is null)
            context.BuildkiteConnections.Add(added);
        else
            context.BuildkiteConnections.Update(added);
        try
        {
            await context.SaveWithAuditAsync([auditEvent(added.Id)], cancellationToken);
        }
        catch (Exception e) when (IsTaken(e))
        {
            return null;
        }

        await transaction.CommitAsync(cancellationToken);
        return added;
    }

    public Task<bool> ReplaceTokenAsync(Guid id, string protectedToken, AuditEvent auditEvent, CancellationToken cancellationToken) => ActAsync(
        id,
        (connections, cancellation) => connections.ExecuteUpdateAsync(
            set => set.SetProperty(c => c.ProtectedToken, protectedToken).SetProperty(c => c.TriedAt, (DateTimeOffset?)null).SetProperty(c => c.Failure, (string?)null).SetProperty(c => c.Failures, 0),
            cancellation),
        auditEvent,
        cancellationToken);

    public Task<bool> RemoveAsync(Guid id, AuditEvent auditEvent, CancellationToken cancellationToken) => ActAsync(
        id,
        (connections, cancellation) => connections.ExecuteUpdateAsync(set => set.SetProperty(c => c.RemovedAt, auditEvent.At).SetProperty(c => c.ProtectedToken, ""), cancellation),
        auditEvent,
        cancellationToken);

    public async Task<IAsyncDisposable?> TryHoldAsync(Guid id, CancellationToken cancellationToken) =>
        await BuildkiteLease.TryTakeAsync(dataSource, id, cancellationToken);

    public async Task<bool> SaveListingAsync(Guid id, OrganizationListing listing, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await Live(context).Where(c => c.Id == id).ExecuteUpdateAsync(set => Listed(set, listing, at), cancellationToken) == 0)
            return false;
        var ids = listing.Pipelines.Select(p => p.Id).ToArray();
        await context.ExecuteScriptAsync(
            "save_buildkite_pipelines",
            cancellationToken,
            new NpgsqlParameter("connection", id),
            new NpgsqlParameter("at", at.ToUniversalTime()),
            new NpgsqlParameter("ids", ids),
            new NpgsqlParameter("bodies", listing.Pipelines.Select(StoredJson.Write).ToArray()));
        await context.BuildkitePipelines.Where(p => p.ConnectionId == id && p.GoneAt == null && !ids.Contains(p.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.GoneAt, at), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task SaveFailureAsync(Guid id, string failure, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await Live(context).Where(c => c.Id == id).ExecuteUpdateAsync(
            set => set.SetProperty(c => c.Failure, failure).SetProperty(c => c.TriedAt, at).SetProperty(c => c.Failures, c => c.Failures + 1), cancellationToken);
    }

    public async Task<IReadOnlyList<KnownPipeline>> LoadPipelinesAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = await context.BuildkitePipelines.AsNoTracking().Where(p => p.ConnectionId == id).OrderBy(p => p.Id).ToListAsync(cancellationToken);
        return [.. rows.Select(row => row.ToKnown())];
    }

    public async Task<KnownPipeline?> FindPipelineAsync(Guid id, Guid pipeline, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await context.BuildkitePipelines.AsNoTracking().SingleOrDefaultAsync(p => p.ConnectionId == id && p.Id == pipeline, cancellationToken))?.ToKnown();
    }

    private static void Listed(UpdateSettersBuilder<BuildkiteConnection> set, OrganizationListing listing, DateTimeOffset at)
    {
        set.SetProperty(c => c.OrganizationId, listing.Id).SetProperty(c => c.ClustersUnknown, listing.ClustersUnknown)
            .SetProperty(c => c.ListedAt, at).SetProperty(c => c.TriedAt, at).SetProperty(c => c.Failure, (string?)null).SetProperty(c => c.Failures, 0);
        // Clusters that could not be listed are as they were last known.
        if (listing.ClustersUnknown is null)
            set.SetProperty(c => c.Clusters, listing.Clusters);
    }

    private async Task<bool> ActAsync(Guid id, Func<IQueryable<BuildkiteConnection>, CancellationToken, Task<int>> act, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        if (await act(Live(context).Where(c => c.Id == id), cancellationToken) == 0)
            return false;
        await context.SaveWithAuditAsync([auditEvent], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static IQueryable<BuildkiteConnection> Live(AccessDbContext context) => context.BuildkiteConnections.Where(c => c.RemovedAt == null);

    private static bool IsTaken(Exception e) => (e as PostgresException ?? e.InnerException as PostgresException) is { SqlState: PostgresErrorCodes.UniqueViolation };
}
