using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AccessConsole.Api.Describing;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Decisions;
using AccessConsole.Exploring;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Decisions;

/// <summary>What engines decided, as they told it: newest first, each with its explanation by the evaluator, and how complete the log is.</summary>
public static class DecisionLogEndpoints
{
    private static readonly TimeSpan CoveredByDefault = TimeSpan.FromDays(30);

    public static void MapDecisionLog(this IEndpointRouteBuilder api)
    {
        var log = api.MapGroup("/decisions/log").WithTags("Decisions");
        log.MapGet("", ListAsync).WithName("listLoggedDecisions").WithSummary("Decisions that engines made, newest first; those of the places that your roles reach");
        log.MapGet("/coverage", CoverageAsync).WithName("getDecisionLogCoverage")
            .WithSummary("How many decisions since a time (30 days where none is given) are counted, and how many are known to be lost");
        log.MapGet("/{id}", FindAsync).WithName("getLoggedDecision").WithSummary("One decision, and why: by the evaluator at the revision that the engine ran").Refuses(404);
    }

    private static async Task<ApiAnswer<Ok<IEnumerable<LoggedDecisionJson>>>> ListAsync([AsParameters] DecisionLogQuery query, HttpContext context, IDecisionLog log, LivePolicy live)
    {
        string[] objections = [.. query.Objections()];
        if (objections.Length > 0)
            return Problems.BadRequest(string.Join("; ", objections));
        var before = query.After is null ? null : DecisionLogId.Parse(query.After);
        var size = Paging.Limit(query.Limit);
        var filter = query.Filter with { Scopes = DecisionScopes.Of(context.AccessUser(), live.Current.Policy) };
        var found = await log.ListAsync(filter, before, size, context.RequestAborted);
        Paging.Link(context, size, found.Count == size ? DecisionLogId.Of(found[^1]) : null);
        return TypedResults.Ok(found.Select(LoggedDecisionJson.Of));
    }

    private static async Task<ApiAnswer<Ok<LoggedDecisionJson>>> FindAsync(
        [Description("The decision's id, as lists have it.")] string id,
        HttpContext context, IDecisionLog log, LivePolicy live, DecisionExplainer explainer)
    {
        if (DecisionLogId.Parse(id) is not { } place || await log.FindAsync(place, context.RequestAborted) is not { } logged
            || !IsWithin(logged, DecisionScopes.Of(context.AccessUser(), live.Current.Policy)))
            return Problems.NotFound($"decision `{id}`");
        var why = await explainer.ExplainAsync(logged, context.RequestAborted);
        return TypedResults.Ok(LoggedDecisionJson.Of(logged) with { Why = why is null ? null : DecisionJson.Of(why.Decision), AsThePolicySays = why?.IsSame });
    }

    /// <summary>Counts of all places: who may see only some is told none of others'.</summary>
    private static async Task<ApiAnswer<Ok<DecisionCoverage>>> CoverageAsync(
        [Description("From when on; 30 days ago where it is left out.")] DateTimeOffset? since,
        HttpContext context, IDecisionLog log, TimeProvider clock)
    {
        if (!context.AccessUser().HasEverywhere(ConsoleRole.Viewer))
            return Problems.Forbidden("how complete the whole log is is told to whose role holds everywhere");
        return TypedResults.Ok(await log.CoverageAsync(since ?? clock.GetUtcNow() - CoveredByDefault, context.RequestAborted));
    }

    private static bool IsWithin(LoggedDecision logged, IReadOnlyCollection<DecisionScope>? scopes) => scopes is null || scopes.Any(scope => scope.Covers(logged));
}

/// <summary>What the address asks for; what is left out does not filter.</summary>
public sealed record DecisionLogQuery(
    [property: Description("Only decisions from this instant on.")] DateTimeOffset? Since,
    [property: Description("Only decisions before this instant.")] DateTimeOffset? Until,
    [property: Description("Only of this environment.")] string? Environment,
    [property: Description("Only of this service.")] string? Service,
    [property: Description("Only of this caller, such as `pipeline/payments-deploy`.")] string? Principal,
    [property: Description("Only for this reason, such as `no_grant`.")] string? Reason,
    [property: Description("Only by this grant.")] string? Grant,
    [property: AllowedValues("allow", "deny"), Description("Only of this effect.")] string? Effect,
    [property: AllowedValues("enforce", "shadow"), Description("Only of deployments in this mode.")] string? Mode,
    [property: Description("Only of this enforcement point's name.")] string? Point,
    [property: Description("Only of this trace.")] string? Trace,
    [property: Description("Only of this build: its id, or `organization/pipeline#number`.")] string? Build,
    [property: Description("Only of this job's id.")] string? Job,
    string? After, int? Limit)
{
    internal DecisionFilter Filter => new(Since, Until, Environment, Service, Principal, Reason, Grant, Effect, Mode, Point, Trace, Build, Job);

    /// <summary>All that no decision can have, so that a misspelt filter is not taken for one by which there is nothing.</summary>
    internal IEnumerable<string> Objections()
    {
        if (Effect is not (null or "allow" or "deny"))
            yield return $"`effect` is `{Effect}`: use allow or deny";
        if (Mode is not (null or "enforce" or "shadow"))
            yield return $"`mode` is `{Mode}`: use enforce or shadow";
        if (Reason is not null && !DecisionReader.Reasons.Contains(Reason))
            yield return $"`reason` is `{Reason}`: use {string.Join(", ", DecisionReader.Reasons.Order(StringComparer.Ordinal))}";
        if (Principal is not null && !IsPrincipal(Principal))
            yield return $"`principal` is `{Principal}`: use pipeline/NAME or workload/NAME";
        if (After is not null && DecisionLogId.Parse(After) is null)
            yield return "`after` is no id of a decision: give that of the last one of the page before";
    }

    private static bool IsPrincipal(string text) => text.Split('/', 2) is ["pipeline" or "workload", { Length: > 0 }];
}
