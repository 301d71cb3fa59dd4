using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Inventory;

/// <summary>Makes a patch of the policy of what Buildkite has.</summary>
public static class PipelineImport
{
    /// <summary>The issuer of Buildkite's tokens.</summary>
    public const string BuildkiteIssuer = "https://agent.buildkite.com";

    private const string TeamLabel = "team";

    public static ImportPlan Plan(OrganizationInventory organization, PolicyObjects policy, PipelineChoice choice)
    {
        var compared = InventoryComparer.Compare(organization, policy);
        var chosen = compared.Where(c => c.Id is { } id && choice.Pipelines.Contains(id)).ToList();
        var also = FormerHolders(chosen, compared);
        var taken = policy.Pipelines.Keys.ToHashSet(StringComparer.Ordinal);
        var added = chosen.Where(c => c.Standing is PipelineStanding.New or PipelineStanding.Archived)
            .Select(c => Added(c.Seen!.Pipeline, organization, choice, taken)).ToList();
        var updated = chosen.Concat(also).Where(c => c.Standing == PipelineStanding.Changed).Select(c => Updated(c.InPolicy!, c.Seen!.Pipeline, organization)).ToList();
        var removed = chosen.Where(c => c.Standing == PipelineStanding.Gone).Select(c => c.InPolicy!.Reference).Order().ToValueList();
        var patch = new PolicyPatch { Upserts = added.Concat(updated).OrderBy(p => p.Name, StringComparer.Ordinal).Cast<PolicyObject>().ToValueList(), Deletes = removed };
        var left = choice.Pipelines.Count - added.Count - removed.Count - (updated.Count - also.Count);
        return new ImportPlan(patch, added.Count, updated.Count, removed.Count, also.Select(c => c.InPolicy!.Name).Order(StringComparer.Ordinal).ToValueList(), left);
    }

    /// <summary>The provider that an organization's pipelines most likely have: that of most of them, else Buildkite's own issuer, else the only one of OIDC.</summary>
    public static string? ProviderOf(OrganizationInventory organization, PolicyObjects policy)
    {
        var used = policy.Pipelines.Values.Where(organization.Owns).GroupBy(p => p.Provider).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault();
        var issuers = policy.Providers.Values.Where(p => p.Oidc is not null).ToList();
        return used?.Key ?? issuers.FirstOrDefault(p => p.Oidc!.Issuer == BuildkiteIssuer)?.Name ?? (issuers is [var only] ? only.Name : null);
    }

    /// <summary>The policy's pipeline as Buildkite has it now; its name, provider, SPIFFE ID and people's labels stay.</summary>
    public static Pipeline Updated(Pipeline pipeline, InventoryPipeline seen, OrganizationInventory organization) => pipeline with
    {
        Id = seen.Id,
        Slug = seen.Slug,
        Organization = new Organization { Slug = organization.Slug, Id = organization.Id ?? pipeline.Organization.Id },
        Labels = PipelineLabels.Replace(pipeline.Labels, PipelineLabels.Of(seen, organization.ClusterOf(seen))),
    };

    private static Pipeline Added(InventoryPipeline seen, OrganizationInventory organization, PipelineChoice choice, HashSet<string> taken)
    {
        var name = PipelineNames.Of(seen.Slug, seen.Id, taken);
        taken.Add(name);
        var team = choice.Team is { } value ? new ValueMap([new(TeamLabel, value)]) : ValueMap.Empty;
        return Updated(new Pipeline { Name = name, Provider = choice.Provider, Organization = new Organization { Slug = organization.Slug }, Slug = seen.Slug, Labels = team }, seen, organization);
    }

    /// <summary>
    /// Who still has, in the policy, a slug that passes to one of the chosen: two pipelines of one slug would be refused. They are followed as far as
    /// slugs were passed on.
    /// </summary>
    private static List<PipelineComparison> FormerHolders(List<PipelineComparison> chosen, IReadOnlyList<PipelineComparison> compared)
    {
        var holders = compared.Where(c => c.Standing == PipelineStanding.Changed && c.InPolicy!.Slug != c.Slug).ToLookup(c => c.InPolicy!.Slug, StringComparer.Ordinal);
        var known = chosen.ToHashSet();
        var found = new List<PipelineComparison>();
        var open = new Queue<PipelineComparison>(chosen.Where(c => c.Standing != PipelineStanding.Gone));
        while (open.TryDequeue(out var next))
        {
            foreach (var holder in holders[next.Slug].Where(known.Add))
            {
                found.Add(holder);
                open.Enqueue(holder);
            }
        }

        return found;
    }
}
