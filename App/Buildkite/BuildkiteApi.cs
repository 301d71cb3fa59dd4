using System.Text.Json;
using AccessConsole.Core.Inventory;
using AccessConsole.Core.Model;
using AccessConsole.Outbound;

namespace AccessConsole.Buildkite;

/// <summary>Reads an organization from Buildkite's REST API, version 2.</summary>
public sealed class BuildkiteApi(OutboundClient outbound, TimeProvider clock)
{
    public const string DefaultAddress = "https://api.buildkite.com";

    private const int MaxPipelines = 20_000;
    private const int MaxClusters = 200;
    private const int MaxQueues = 2_000;
    private const int MaxConfirmed = 25;

    /// <summary>Lists everything.</summary>
    /// <param name="known">What was there before: what of it is missing now is asked for by itself, since pages move while they are read.</param>
    /// <exception cref="BuildkiteException">The listing is not whole.</exception>
    public async Task<OrganizationListing> ListAsync(BuildkiteAccess access, IReadOnlyCollection<InventoryPipeline> known, CancellationToken cancellationToken)
    {
        var requests = new BuildkiteRequests(outbound, access, clock);
        var path = PathOf(access);
        var organization = OrganizationId(access, await requests.ReadAsync(path, cancellationToken));
        var listed = (await requests.ListAsync($"{path}/pipelines", MaxPipelines, cancellationToken)).Select(BuildkiteJson.ReadPipeline).DistinctBy(p => p.Id).ToList();
        if (listed.Count == 0 && known.Count > 0)
            throw new BuildkiteException($"no pipeline is listed, where there were {known.Count}: the token's person may have lost access; nothing is taken for gone");
        listed.AddRange(await MissedAsync(requests, path, known, listed, cancellationToken));
        var (clusters, unknown) = await ClustersAsync(requests, path, cancellationToken);
        return new OrganizationListing { Id = organization, Pipelines = listed.ToValueList(), Clusters = clusters, ClustersUnknown = unknown };
    }

    /// <summary>Asks each thing that a listing needs, once.</summary>
    public async Task<IReadOnlyList<BuildkiteCheck>> TestAsync(BuildkiteAccess access, CancellationToken cancellationToken)
    {
        var requests = new BuildkiteRequests(outbound, access, clock);
        var path = PathOf(access);
        return
        [
            await CheckAsync("organization", async () => OrganizationId(access, await requests.ReadAsync(path, cancellationToken))),
            await CheckAsync("pipelines", async () => await requests.ReadAsync($"{path}/pipelines?per_page=1", cancellationToken)),
            await CheckAsync("clusters", async () => await requests.ReadAsync($"{path}/clusters?per_page=1", cancellationToken)),
        ];
    }

    private static async Task<BuildkiteCheck> CheckAsync<T>(string what, Func<Task<T>> ask)
    {
        try
        {
            await ask();
            return new BuildkiteCheck(what, null);
        }
        catch (BuildkiteException e)
        {
            return new BuildkiteCheck(what, e.Message);
        }
    }

    private static string PathOf(BuildkiteAccess access) => $"/v2/organizations/{Uri.EscapeDataString(access.Organization)}";

    private static Guid OrganizationId(BuildkiteAccess access, JsonElement organization)
    {
        var (id, slug) = BuildkiteJson.ReadOrganization(organization);
        return string.Equals(slug, access.Organization, StringComparison.OrdinalIgnoreCase) ? id
            : throw new BuildkiteException($"asked for the organization `{access.Organization}`, Buildkite answered `{slug}`: connect it by that slug");
    }

    private static async Task<IReadOnlyList<InventoryPipeline>> MissedAsync(
        BuildkiteRequests requests, string path, IReadOnlyCollection<InventoryPipeline> known, List<InventoryPipeline> listed, CancellationToken cancellationToken)
    {
        var ids = listed.Select(p => p.Id).ToHashSet();
        var missing = known.Where(p => !ids.Contains(p.Id)).ToList();
        var missed = new List<InventoryPipeline>();
        // A page that moved hides one pipeline for each that was deleted before it: many missing ones are no slip of pages.
        if (missing.Count > MaxConfirmed)
            return missed;
        foreach (var pipeline in missing)
        {
            if (await FindAsync(requests, $"{path}/pipelines/{Uri.EscapeDataString(pipeline.Slug)}", cancellationToken) is { } found && found.Id == pipeline.Id)
                missed.Add(found);
        }

        return missed;
    }

    /// <returns>Null where the slug is nobody's, or leads to another slug.</returns>
    private static async Task<InventoryPipeline?> FindAsync(BuildkiteRequests requests, string path, CancellationToken cancellationToken)
    {
        try
        {
            return BuildkiteJson.ReadPipeline(await requests.ReadAsync(path, cancellationToken));
        }
        catch (BuildkiteException e) when (e.Status is 404 or (>= 300 and < 400))
        {
            return null;
        }
    }

    /// <summary>Pipelines are worth having without clusters: a token without that scope, or an organization without clusters, is no failure.</summary>
    private static async Task<(ValueList<InventoryCluster> Clusters, string? Unknown)> ClustersAsync(BuildkiteRequests requests, string path, CancellationToken cancellationToken)
    {
        try
        {
            var clusters = new List<InventoryCluster>();
            foreach (var cluster in await requests.ListAsync($"{path}/clusters", MaxClusters, cancellationToken))
            {
                var (id, name) = BuildkiteJson.ReadCluster(cluster);
                var queues = await requests.ListAsync($"{path}/clusters/{id}/queues", MaxQueues, cancellationToken);
                clusters.Add(new InventoryCluster(id, name, queues.Select(BuildkiteJson.ReadQueue).OrderBy(q => q.Key, StringComparer.Ordinal).ToValueList()));
            }

            return (clusters.OrderBy(c => c.Name, StringComparer.Ordinal).ToValueList(), null);
        }
        catch (BuildkiteException e) when (e.Status is 403 or 404)
        {
            return ([], e.Message);
        }
    }
}
