using AccessConsole.Core.Model;

namespace AccessConsole.Core.Inventory;

/// <summary>Everything that Buildkite listed of an organization at one time.</summary>
public sealed record OrganizationListing
{
    public required Guid Id { get; init; }

    public required ValueList<InventoryPipeline> Pipelines { get; init; }

    public required ValueList<InventoryCluster> Clusters { get; init; }

    /// <summary>Why clusters and queues could not be listed; null where they were.</summary>
    public string? ClustersUnknown { get; init; }
}
