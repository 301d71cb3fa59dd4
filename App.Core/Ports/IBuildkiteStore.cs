using AccessConsole.Core.Auditing;
using AccessConsole.Core.Inventory;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Ports;

/// <summary>Connections to organizations at Buildkite, and what was last listed of them. A listing is an observation, not an act: it has no audit event.</summary>
public interface IBuildkiteStore
{
    /// <summary>Those that are not removed, by organization. There are few: an installation has as many as organizations.</summary>
    Task<IReadOnlyList<BuildkiteConnection>> ListAsync(CancellationToken cancellationToken);

    Task<BuildkiteConnection?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Adds a connection; one of the same organization that was removed comes back under its former id, with what was known of its pipelines.</summary>
    /// <param name="protect">Makes the protected token, given the id that the connection has.</param>
    /// <returns>Null where the organization is connected already.</returns>
    Task<BuildkiteConnection?> AddAsync(BuildkiteConnection connection, Func<Guid, string> protect, Func<Guid, AuditEvent> auditEvent, CancellationToken cancellationToken);

    /// <summary>Puts another token in the former's place, and has the next listing begin at once.</summary>
    /// <returns>False where there is no such connection.</returns>
    Task<bool> ReplaceTokenAsync(Guid id, string protectedToken, AuditEvent auditEvent, CancellationToken cancellationToken);

    /// <summary>Ends a connection and wipes its token.</summary>
    /// <returns>False where there is no such connection.</returns>
    Task<bool> RemoveAsync(Guid id, AuditEvent auditEvent, CancellationToken cancellationToken);

    /// <summary>The right to list this organization, which one replica has at a time, until it is disposed or its process ends.</summary>
    /// <returns>Null where another one has it.</returns>
    Task<IAsyncDisposable?> TryHoldAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Stores a whole listing: what it lacks is gone from then on, what came back no longer is.</summary>
    /// <returns>False where there is no such connection any more.</returns>
    Task<bool> SaveListingAsync(Guid id, OrganizationListing listing, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Notes why there is no newer listing; the last one stays.</summary>
    Task SaveFailureAsync(Guid id, string failure, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>All pipelines that any listing of the connection held; at most some ten thousand, since a listing is bounded.</summary>
    Task<IReadOnlyList<KnownPipeline>> LoadPipelinesAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>What a connection knows of a pipeline.</summary>
    Task<KnownPipeline?> FindPipelineAsync(Guid id, Guid pipeline, CancellationToken cancellationToken);
}

/// <summary>A connection to one organization at Buildkite.</summary>
public sealed record BuildkiteConnection
{
    public required Guid Id { get; init; }

    /// <summary>The organization's slug.</summary>
    public required string Organization { get; init; }

    /// <summary>The organization's UUID; null before the first listing.</summary>
    public Guid? OrganizationId { get; init; }

    /// <summary>Where its REST API is, such as <c>https://api.buildkite.com</c>.</summary>
    public required string Address { get; init; }

    /// <summary>The API token, readable only by the keys of the console that stored it; empty once the connection is removed.</summary>
    public required string ProtectedToken { get; init; }

    public required DateTimeOffset AddedAt { get; init; }

    public required Actor AddedBy { get; init; }

    public DateTimeOffset? RemovedAt { get; init; }

    /// <summary>When the newest listing began.</summary>
    public DateTimeOffset? ListedAt { get; init; }

    /// <summary>When a listing was last tried.</summary>
    public DateTimeOffset? TriedAt { get; init; }

    /// <summary>Why the last try failed; null where it did not.</summary>
    public string? Failure { get; init; }

    /// <summary>How many tries failed since the newest listing.</summary>
    public int Failures { get; init; }

    public ValueList<InventoryCluster> Clusters { get; init; }

    /// <summary>Why clusters and queues could not be listed; null where they were.</summary>
    public string? ClustersUnknown { get; init; }
}
