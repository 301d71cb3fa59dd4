using AccessConsole.Core.Model;

namespace AccessConsole.Core.Inventory;

/// <summary>What is known of an organization at Buildkite.</summary>
/// <param name="Id">Null before the first listing.</param>
public sealed record OrganizationInventory(string Slug, Guid? Id, ValueList<InventoryCluster> Clusters, IReadOnlyList<KnownPipeline> Pipelines)
{
    public InventoryCluster? ClusterOf(InventoryPipeline pipeline) =>
        pipeline.ClusterId is { } id ? Clusters.FirstOrDefault(c => c.Id == id) : null;

    /// <summary>Whether the policy's pipeline is one of this organization.</summary>
    public bool Owns(Pipeline pipeline) =>
        pipeline.Organization.Id is { } id && Id is { } own ? id == own : pipeline.Organization.Slug == Slug;
}
