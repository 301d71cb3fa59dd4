using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Inventory;

/// <summary>Holds an organization at Buildkite against the policy.</summary>
public static class InventoryComparer
{
    /// <summary>Every pipeline of the organization that is at Buildkite or in the policy, in ordinal order of slugs.</summary>
    public static IReadOnlyList<PipelineComparison> Compare(OrganizationInventory organization, PolicyObjects policy)
    {
        var withoutId = policy.Pipelines.Values.Where(p => p.Id is null && organization.Owns(p)).ToLookup(p => p.Slug, StringComparer.Ordinal);
        var compared = organization.Pipelines.Select(seen => Compare(organization, seen, InPolicy(seen, policy, withoutId))).OfType<PipelineComparison>().ToList();
        var found = compared.Select(c => c.InPolicy).OfType<Pipeline>().ToHashSet<Pipeline>(ReferenceEqualityComparer.Instance);
        var unseen = policy.Pipelines.Values.Where(p => organization.Id is not null && organization.Owns(p) && !found.Contains(p));
        compared.AddRange(unseen.Select(p => new PipelineComparison(PipelineStanding.Gone, null, p, [])));
        return [.. compared.OrderBy(c => c.Slug, StringComparer.Ordinal).ThenBy(c => c.Id)];
    }

    /// <summary>One pipeline of the policy and what is known of its UUID.</summary>
    public static PipelineComparison CompareOne(OrganizationInventory organization, KnownPipeline? seen, Pipeline pipeline) =>
        seen is null ? new PipelineComparison(PipelineStanding.Gone, null, pipeline, []) : Compare(organization, seen, inPolicy: pipeline)!;

    /// <returns>Null for what is neither there nor in the policy.</returns>
    private static PipelineComparison? Compare(OrganizationInventory organization, KnownPipeline seen, Pipeline? inPolicy)
    {
        if (seen.GoneAt is not null)
            return inPolicy is null ? null : new PipelineComparison(PipelineStanding.Gone, seen, inPolicy, []);
        if (inPolicy is null)
            return new PipelineComparison(seen.Pipeline.ArchivedAt is null ? PipelineStanding.New : PipelineStanding.Archived, seen, null, []);
        var changes = Changes(inPolicy, PipelineImport.Updated(inPolicy, seen.Pipeline, organization)).ToValueList();
        return new PipelineComparison(changes.Count > 0 ? PipelineStanding.Changed : PipelineStanding.Same, seen, inPolicy, changes);
    }

    private static Pipeline? InPolicy(KnownPipeline seen, PolicyObjects policy, ILookup<string, Pipeline> withoutId) =>
        policy.FindById(PolicyKind.Pipeline, seen.Pipeline.Id) as Pipeline
        ?? (seen.GoneAt is null ? withoutId[seen.Pipeline.Slug].FirstOrDefault() : null);

    private static IEnumerable<PipelineChange> Changes(Pipeline before, Pipeline after)
    {
        (string What, string? Before, string? After)[] members =
        [
            ("slug", before.Slug, after.Slug),
            ("uuid", before.Id?.ToString(), after.Id?.ToString()),
            ("organization", before.Organization.Slug, after.Organization.Slug),
            ("organization uuid", before.Organization.Id?.ToString(), after.Organization.Id?.ToString()),
        ];
        var labels = before.Labels.Keys.Union(after.Labels.Keys).Order(StringComparer.Ordinal)
            .Select(key => (What: $"label {key}", Before: before.Labels.GetValueOrDefault(key), After: after.Labels.GetValueOrDefault(key)));
        return members.Concat(labels).Where(m => m.Before != m.After).Select(m => new PipelineChange(m.What, m.Before, m.After));
    }
}
