using AccessConsole.Core.Ports;
using AccessConsole.Exploring;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Api.Decisions;

/// <summary>What engines decided, as they told it: newest first, each with its explanation by the evaluator, and how complete the log is.</summary>
public static class DecisionLogEndpoints
{
    private static readonly TimeSpan CoveredByDefault = TimeSpan.FromDays(30);

    public static void MapDecisionLog(this IEndpointRouteBuilder api)
    {
        var log = api.MapGroup("/decisions/log").WithTags("Decisions");
        log.MapGet("", ListAsync).Produces<IReadOnlyList<LoggedDecisionJson>>().WithSummary("Decisions that engines made, newest first; those of the places that your roles reach");
        log.MapGet("/coverage", CoverageAsync).Produces<DecisionCoverage>().WithSummary("How many decisions since a time (30 days where none is given) are counted, and how many are known to be lost");
        log.MapGet("/{id}", FindAsync).Produces<LoggedDecisionJson>().WithSummary("One decision, and why: by the evaluator at the revision that the engine ran");
    }

    private static async Task<IResult> ListAsync([AsParameters] DecisionLogQuery query, HttpContext context, IDecisionLog log, LivePolicy live)
    {
        var before = query.After is null ? null : DecisionLogId.Parse(query.After);
        if (query.After is not null && before is null)
            return Problems.BadRequest("`after` is no id of a decision: give that of the last one of the page before");
        var size = Paging.Limit(query.Limit);
        var filter = query.Filter with { Scopes = DecisionScopes.Of(context.AccessUser(), live.Current.Policy) };
        var found = await log.ListAsync(filter, before, size, context.RequestAborted);
        Paging.Link(context, size, found.Count == size ? DecisionLogId.Of(found[^1]) : null);
        return TypedResults.Ok(found.Select(LoggedDecisionJson.Of));
    }

    private static async Task<IResult> FindAsync(string id, HttpContext context, IDecisionLog log, LivePolicy live, DecisionExplainer explainer)
    {
        if (DecisionLogId.Parse(id) is not { } place || await log.FindAsync(place, context.RequestAborted) is not { } logged
            || !IsWithin(logged, DecisionScopes.Of(context.AccessUser(), live.Current.Policy)))
            return Problems.NotFound($"decision `{id}`");
        var why = await explainer.ExplainAsync(logged, context.RequestAborted);
        return TypedResults.Ok(LoggedDecisionJson.Of(logged) with { Why = why is null ? null : DecisionJson.Of(why.Decision), AsThePolicySays = why?.IsSame });
    }

    /// <summary>Counts of all places: who may see only some is told none of others'.</summary>
    private static async Task<IResult> CoverageAsync(DateTimeOffset? since, HttpContext context, IDecisionLog log, TimeProvider clock)
    {
        if (!context.AccessUser().HasEverywhere(ConsoleRole.Viewer))
            return Problems.Forbidden("how complete the whole log is is told to whose role holds everywhere");
        return TypedResults.Ok(await log.CoverageAsync(since ?? clock.GetUtcNow() - CoveredByDefault, context.RequestAborted));
    }

    private static bool IsWithin(LoggedDecision logged, IReadOnlyCollection<DecisionScope>? scopes) => scopes is null || scopes.Any(scope => scope.Covers(logged));
}

/// <summary>What the address asks for; what is left out does not filter.</summary>
/// <param name="Principal">Such as <c>pipeline/payments-deploy</c>.</param>
/// <param name="Point">The enforcement point's name.</param>
/// <param name="Build">The build's id, or <c>organization/pipeline#number</c>.</param>
/// <param name="Job">The job's id.</param>
/// <param name="After">The id of the last decision of the page before.</param>
public sealed record DecisionLogQuery(
    DateTimeOffset? Since, DateTimeOffset? Until, string? Environment, string? Service, string? Principal, string? Reason, string? Grant, string? Effect, string? Mode,
    string? Point, string? Trace, string? Build, string? Job, string? After, int? Limit)
{
    internal DecisionFilter Filter => new(Since, Until, Environment, Service, Principal, Reason, Grant, Effect, Mode, Point, Trace, Build, Job);
}
