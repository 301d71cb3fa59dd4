using AccessConsole.Core.Inventory;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;

namespace AccessConsole.Buildkite;

/// <summary>What Buildkite has, beside the policy in force.</summary>
public sealed class BuildkiteInventory(IBuildkiteStore store, LivePolicy live)
{
    /// <returns>Null where there is no such connection.</returns>
    public async Task<ComparedOrganization?> CompareAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(id, cancellationToken) is not { } connection)
            return null;
        var organization = Of(connection, await store.LoadPipelinesAsync(id, cancellationToken));
        return new ComparedOrganization(connection, organization, InventoryComparer.Compare(organization, live.Current.Policy.Objects));
    }

    /// <summary>A pipeline of the policy and what its organization's connection knows of it.</summary>
    /// <returns>Null where its organization is not connected, was never listed, or the pipeline has no UUID to be known by.</returns>
    public async Task<ComparedPipeline?> CompareAsync(Pipeline pipeline, CancellationToken cancellationToken)
    {
        if (pipeline.Id is not { } uuid)
            return null;
        foreach (var connection in await store.ListAsync(cancellationToken))
        {
            var organization = Of(connection, []);
            if (connection.ListedAt is null || !organization.Owns(pipeline))
                continue;
            var known = await store.FindPipelineAsync(connection.Id, uuid, cancellationToken);
            return new ComparedPipeline(connection, organization, InventoryComparer.CompareOne(organization, known, pipeline));
        }

        return null;
    }

    /// <summary>The pipelines of the policy that are gone from Buildkite or have another slug there by now, by their names; of connected organizations that were listed.</summary>
    public async Task<IReadOnlyDictionary<string, PipelineComparison>> FindMovedAsync(CancellationToken cancellationToken)
    {
        var moved = new Dictionary<string, PipelineComparison>(StringComparer.Ordinal);
        foreach (var connection in (await store.ListAsync(cancellationToken)).Where(c => c.ListedAt is not null))
        {
            var organization = Of(connection, await store.LoadPipelinesAsync(connection.Id, cancellationToken));
            foreach (var pipeline in InventoryComparer.Compare(organization, live.Current.Policy.Objects).Where(p => p.InPolicy is not null && (p.Standing == PipelineStanding.Gone || p.NewSlug is not null)))
                moved[pipeline.InPolicy!.Name] = pipeline;
        }

        return moved;
    }

    private static OrganizationInventory Of(BuildkiteConnection connection, IReadOnlyList<KnownPipeline> pipelines) =>
        new(connection.Organization, connection.OrganizationId, connection.Clusters, pipelines);
}

/// <summary>An organization at Buildkite, pipeline by pipeline beside the policy.</summary>
public sealed record ComparedOrganization(BuildkiteConnection Connection, OrganizationInventory Organization, IReadOnlyList<PipelineComparison> Pipelines)
{
    public int CountOf(PipelineStanding standing) => Pipelines.Count(p => p.Standing == standing);
}

/// <summary>A pipeline of the policy beside what Buildkite has.</summary>
public sealed record ComparedPipeline(BuildkiteConnection Connection, OrganizationInventory Organization, PipelineComparison Pipeline);
