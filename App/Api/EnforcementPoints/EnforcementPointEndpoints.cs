using AccessConsole.Api.Describing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using Microsoft.AspNetCore.Http.HttpResults;
using Points = AccessConsole.Distribution.Points.EnforcementPoints;

namespace AccessConsole.Api.EnforcementPoints;

/// <summary>What runs where, as the engines say themselves.</summary>
public static class EnforcementPointEndpoints
{
    public static void MapEnforcementPoints(this IEndpointRouteBuilder api) =>
        api.MapGet("/enforcement-points", List).WithName("listEnforcementPoints").WithTags("Enforcement points").WithSummary("Engines that polled or reported within the last 7 days");

    private static Ok<IEnumerable<EnforcementPointJson>> List(string? environment, Guid? after, int? limit, HttpContext context, Points table, TimeProvider clock)
    {
        var size = Paging.Limit(limit);
        var now = clock.GetUtcNow();
        var found = table.List(environment).OrderBy(p => p.Id).Where(p => after is null || p.Id.CompareTo(after.Value) > 0).Take(size).ToArray();
        Paging.Link(context, size, found.Length == size ? found[^1].Id : null);
        return TypedResults.Ok(found.Select(p => EnforcementPointJson.Of(p, Points.IsStale(p, now))));
    }
}

/// <summary>One running engine that pulls bundles, and what it last told.</summary>
/// <param name="Name">Null where it polls by its token and neither names itself nor reports.</param>
/// <param name="Service">The service whose slice it pulls; null for a whole environment's.</param>
/// <param name="Revision">What it runs; null while it runs none.</param>
/// <param name="ActiveSince">Since when it runs that.</param>
/// <param name="Error">Why it does not run the newest; null while it does.</param>
/// <param name="Stale">Silent for an hour.</param>
/// <param name="ReplayProtected">False where the engine pulls by itself and so would take an older bundle again.</param>
public sealed record EnforcementPointJson(
    Guid Id, string? Name, string Environment, string Target, string? Service, int? Revision, DateTimeOffset? ActiveSince, DateTimeOffset LastSeen, string? Error,
    bool Stale, bool ReplayProtected, IReadOnlyDictionary<string, string> Labels)
{
    public static EnforcementPointJson Of(EnforcementPoint point, bool isStale) => new(
        point.Id, point.IsNamed ? point.Name : null, point.Scope.Environment, point.Scope.Target.Name(), point.Scope.Service, point.Revision, point.ActiveSince, point.HeardAt, point.Error,
        isStale, point.IsReplayProtected, point.Labels.ToDictionary());
}
