using System.Collections.Concurrent;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Inventory;
using AccessConsole.Core.Ports;
using Npgsql;

namespace AccessConsole.Tests.Support.Fakes;

/// <summary>Connections and listings in memory; unreachable when told so.</summary>
internal sealed class FakeBuildkiteStore : IBuildkiteStore
{
    private readonly ConcurrentDictionary<Guid, BuildkiteConnection> connections = new();
    private readonly ConcurrentDictionary<(Guid Connection, Guid Pipeline), KnownPipeline> pipelines = new();

    public bool IsAway { get; set; }

    public void Put(BuildkiteConnection connection, params KnownPipeline[] known)
    {
        connections[connection.Id] = connection;
        foreach (var pipeline in known)
            pipelines[(connection.Id, pipeline.Pipeline.Id)] = pipeline;
    }

    public Task<IReadOnlyList<BuildkiteConnection>> ListAsync(CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<BuildkiteConnection>>(() => [.. connections.Values.OrderBy(c => c.Organization, StringComparer.Ordinal)]);

    public Task<BuildkiteConnection?> FindAsync(Guid id, CancellationToken cancellationToken) => Answer(() => connections.GetValueOrDefault(id));

    public Task<BuildkiteConnection?> AddAsync(
        BuildkiteConnection connection, Func<Guid, string> protect, Func<Guid, AuditEvent> auditEvent, CancellationToken cancellationToken) => Answer(() =>
    {
        if (connections.Values.Any(c => c.Organization == connection.Organization))
            return null;
        return connections[connection.Id] = connection with { ProtectedToken = protect(connection.Id) };
    });

    public Task<bool> ReplaceTokenAsync(Guid id, string protectedToken, AuditEvent auditEvent, CancellationToken cancellationToken) =>
        ChangeAsync(id, c => c with { ProtectedToken = protectedToken, Failure = null, Failures = 0, TriedAt = null });

    public Task<bool> RemoveAsync(Guid id, AuditEvent auditEvent, CancellationToken cancellationToken) => Answer(() => connections.TryRemove(id, out _));

    public Task<IAsyncDisposable?> TryHoldAsync(Guid id, CancellationToken cancellationToken) => Answer<IAsyncDisposable?>(() => new MemoryStream());

    public Task<bool> SaveListingAsync(Guid id, OrganizationListing listing, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var listed = listing.Pipelines.Select(p => p.Id).ToHashSet();
        foreach (var (key, known) in pipelines.Where(p => p.Key.Connection == id && !listed.Contains(p.Key.Pipeline)))
            pipelines[key] = known with { GoneAt = known.GoneAt ?? at };
        foreach (var pipeline in listing.Pipelines)
            pipelines[(id, pipeline.Id)] = new KnownPipeline(pipeline, pipelines.GetValueOrDefault((id, pipeline.Id))?.FirstSeen ?? at, null);
        return ChangeAsync(id, c => c with
        {
            OrganizationId = listing.Id,
            Clusters = listing.Clusters,
            ClustersUnknown = listing.ClustersUnknown,
            ListedAt = at,
            TriedAt = at,
            Failure = null,
            Failures = 0,
        });
    }

    public Task SaveFailureAsync(Guid id, string failure, DateTimeOffset at, CancellationToken cancellationToken) =>
        ChangeAsync(id, c => c with { Failure = failure, TriedAt = at, Failures = c.Failures + 1 });

    public Task<IReadOnlyList<KnownPipeline>> LoadPipelinesAsync(Guid id, CancellationToken cancellationToken) =>
        Answer<IReadOnlyList<KnownPipeline>>(() => [.. pipelines.Where(p => p.Key.Connection == id).Select(p => p.Value)]);

    public Task<KnownPipeline?> FindPipelineAsync(Guid id, Guid pipeline, CancellationToken cancellationToken) => Answer(() => pipelines.GetValueOrDefault((id, pipeline)));

    private Task<bool> ChangeAsync(Guid id, Func<BuildkiteConnection, BuildkiteConnection> change) => Answer(() =>
    {
        if (!connections.TryGetValue(id, out var connection))
            return false;
        connections[id] = change(connection);
        return true;
    });

    private Task<T> Answer<T>(Func<T> answer) => IsAway ? Task.FromException<T>(new NpgsqlException("the database is away")) : Task.FromResult(answer());
}
