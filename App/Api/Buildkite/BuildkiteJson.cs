using AccessConsole.Buildkite;
using AccessConsole.Core.Inventory;
using AccessConsole.Core.Ports;

namespace AccessConsole.Api.Buildkite;

/// <summary>A connection, without its token.</summary>
public sealed record BuildkiteConnectionJson(
    Guid Id, string Organization, Guid? OrganizationId, string Address, string AddedBy, DateTimeOffset AddedAt, DateTimeOffset? ListedAt, DateTimeOffset? TriedAt, string? Failure,
    IReadOnlyList<InventoryCluster> Clusters, string? ClustersUnknown)
{
    public static BuildkiteConnectionJson Of(BuildkiteConnection connection) => new(
        connection.Id, connection.Organization, connection.OrganizationId, connection.Address, connection.AddedBy.Name, connection.AddedAt, connection.ListedAt, connection.TriedAt,
        connection.Failure, [.. connection.Clusters], connection.ClustersUnknown);
}

/// <summary>A pipeline at Buildkite beside the policy.</summary>
/// <param name="State"><c>new</c>, <c>changed</c>, <c>gone</c>, <c>same</c> or <c>archived</c>.</param>
/// <param name="InPolicy">Its name in the policy; null where it is not there.</param>
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

/// <param name="Level"><c>high</c>, <c>medium</c> or <c>low</c>.</param>
public sealed record BuildkiteRiskJson(string Code, string Level, string Message, string Remedy)
{
    public static BuildkiteRiskJson Of(PipelineRisk risk) => new(risk.Code, risk.Level.ToString().ToLowerInvariant(), risk.Message, risk.Remedy);
}

/// <summary>How a connection was found to work, one entry for each thing that a listing needs.</summary>
public sealed record BuildkiteTestJson(bool Works, IReadOnlyList<BuildkiteCheck> Checks);

/// <param name="Pipelines">How many pipelines were listed.</param>
public sealed record BuildkiteListingJson(int Pipelines);

/// <param name="Draft">The draft's id.</param>
/// <param name="Also">Names of pipelines that are updated with those chosen, since these have their former slugs now.</param>
/// <param name="Left">How many of those chosen need no change.</param>
public sealed record BuildkiteImportJson(Guid Draft, int Added, int Updated, int Removed, IReadOnlyList<string> Also, int Left);

/// <summary>A token that takes the former's place.</summary>
public sealed record BuildkiteTokenJson(string? Token);
