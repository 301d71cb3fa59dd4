using AccessConsole.Buildkite;
using AccessConsole.Core.Inventory;
using AccessConsole.Core.Ports;

namespace AccessConsole.Api.Buildkite;

/// <summary>A connection, without its token.</summary>
/// <param name="Organization">The organization's slug.</param>
/// <param name="OrganizationId">The organization's UUID; null before it was listed.</param>
/// <param name="Address">Where Buildkite's API is asked.</param>
/// <param name="ListedAt">When it was last listed; null before the first time.</param>
/// <param name="Failure">Why it could not be listed; null where it could.</param>
/// <param name="Clusters">The organization's clusters.</param>
/// <param name="ClustersUnknown">Why its clusters are not known; null where they are.</param>
public sealed record BuildkiteConnectionJson(
    Guid Id, string Organization, Guid? OrganizationId, string Address, string AddedBy, DateTimeOffset AddedAt, DateTimeOffset? ListedAt, DateTimeOffset? TriedAt, string? Failure,
    IReadOnlyList<InventoryCluster> Clusters, string? ClustersUnknown)
{
    public static BuildkiteConnectionJson Of(BuildkiteConnection connection) => new(
        connection.Id, connection.Organization, connection.OrganizationId, connection.Address, connection.AddedBy.Name, connection.AddedAt, connection.ListedAt, connection.TriedAt,
        connection.Failure, [.. connection.Clusters], connection.ClustersUnknown);
}

/// <summary>A pipeline at Buildkite beside the policy.</summary>
/// <param name="Slug">Its slug at Buildkite.</param>
/// <param name="State"><c>new</c>, <c>changed</c>, <c>gone</c>, <c>same</c> or <c>archived</c>.</param>
/// <param name="InPolicy">Its name in the policy; null where it is not there.</param>
/// <param name="Changes">In what it is other than in the policy.</param>
/// <param name="Risks">Settings by which more could run with its identity than is meant.</param>
/// <param name="ClusterId">The UUID of its cluster.</param>
/// <param name="Repository">The address of its repository.</param>
/// <param name="DefaultBranch">Its default branch.</param>
/// <param name="Tags">Its tags at Buildkite.</param>
/// <param name="ArchivedAt">When it was archived; null where it is not.</param>
/// <param name="GoneAt">When it was found to be gone; null where it is there.</param>
public sealed record BuildkitePipelineJson(
    Guid? Id, string Slug, string Name, string State, string? InPolicy, IReadOnlyList<PipelineChange> Changes, IReadOnlyList<BuildkiteRiskJson> Risks,
    Guid? ClusterId, string? Repository, string? DefaultBranch, IReadOnlyList<string> Tags, DateTimeOffset? ArchivedAt, DateTimeOffset? GoneAt)
{
    public static BuildkitePipelineJson Of(PipelineComparison compared)
    {
        var seen = compared.Seen?.Pipeline;
        return new BuildkitePipelineJson(
            compared.Id, compared.Slug, compared.Name, compared.Standing.ToString().ToLowerInvariant(), compared.InPolicy?.Name, [.. compared.Changes],
            [.. seen is null ? [] : PipelineRisks.Of(seen).Select(BuildkiteRiskJson.Of)],
            seen?.ClusterId, seen?.Repository, seen?.DefaultBranch, [.. seen?.Tags ?? []], seen?.ArchivedAt, compared.Seen?.GoneAt);
    }
}

/// <summary>A setting of a pipeline at Buildkite by which more could run with its identity than is meant.</summary>
/// <param name="Level"><c>high</c>, <c>medium</c> or <c>low</c>.</param>
public sealed record BuildkiteRiskJson(string Code, string Level, string Message, string Remedy)
{
    public static BuildkiteRiskJson Of(PipelineRisk risk) => new(risk.Code, risk.Level.ToString().ToLowerInvariant(), risk.Message, risk.Remedy);
}

/// <summary>How a connection was found to work, one entry for each thing that a listing needs.</summary>
/// <param name="Works">Whether everything that a listing needs works.</param>
/// <param name="Checks">What was tried.</param>
public sealed record BuildkiteTestJson(bool Works, IReadOnlyList<BuildkiteCheck> Checks);

/// <summary>What a listing at Buildkite brought.</summary>
/// <param name="Pipelines">How many pipelines were listed.</param>
public sealed record BuildkiteListingJson(int Pipelines);

/// <summary>The draft that an import of pipelines made, and how many it adds, updates and removes.</summary>
/// <param name="Draft">The draft's id.</param>
/// <param name="Updated">How many are updated.</param>
/// <param name="Also">Names of pipelines that are updated with those chosen, since these have their former slugs now.</param>
/// <param name="Left">How many of those chosen need no change.</param>
public sealed record BuildkiteImportJson(Guid Draft, int Added, int Updated, int Removed, IReadOnlyList<string> Also, int Left);

/// <summary>A token that takes the former's place.</summary>
/// <param name="Token">The token's text.</param>
public sealed record BuildkiteTokenJson(string? Token);
