using System.ComponentModel;
using AccessConsole.Api.Describing;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.Rollouts;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Rollouts;

/// <summary>How publishes come to the engines, and how soon they are to.</summary>
public static class RolloutEndpoints
{
    private const int MaxLaggards = 50;

    public static void MapRollouts(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/rollouts").WithTags("Rollouts");
        group.MapGet("", ListAsync).WithName("listRollouts").WithSummary("What came of each publish in each environment, newest first");
        group.MapGet("/current", CurrentAsync).WithName("getCurrentRollout").WithSummary("How the newest publish arrives; ?environment= takes the newest one there").Refuses(404);
        group.MapGet("/{revision:int}", GetAsync).WithName("getRollout").WithSummary("How one revision arrives").Refuses(404);
        group.MapGet("/{revision:int}/points", PointsAsync).WithName("listRolloutPoints").WithSummary("What each enforcement point did with one revision, and when");
        var goals = api.MapGroup("/rollout-goals").WithTags("Rollouts");
        goals.MapGet("", GoalsAsync).WithName("listRolloutGoals").WithSummary("How soon a publish is to be in force in each environment");
        goals.MapPut("/{environment}", SetGoalAsync).WithName("setRolloutGoal").RequireAuthorization(Policies.Administer)
            .WithSummary("Sets the goal of an environment for publishes from now on").Refuses(404, 422);
    }

    private static async Task<ApiAnswer<Ok<IEnumerable<RolloutJson>>>> ListAsync(string? environment, string? after, int? limit, HttpContext context, IRolloutStore store)
    {
        if (!RolloutPlace.TryRead(after, out var before))
            return RolloutPlace.Unreadable();
        var size = Paging.Limit(limit);
        var found = await store.ListAsync(environment, before, size, context.RequestAborted);
        Paging.Link(context, size, found.Count == size ? $"{found[^1].Revision}/{found[^1].Environment}" : null);
        return TypedResults.Ok(found.Select(RolloutJson.Of));
    }

    private static async Task<ApiAnswer<Ok<RolloutStatusJson>>> CurrentAsync(string? environment, HttpContext context, IRolloutStore store, RolloutReading reading, LivePolicy live)
    {
        var revision = live.Current.Revision;
        if (environment is not null && !(await store.ListChangedAsync(revision, context.RequestAborted)).Contains(environment))
            revision = await store.ListAsync(environment, null, 1, context.RequestAborted) is [var newest, ..] ? newest.Revision : 0;
        return await StatusAsync(revision, environment, context, reading);
    }

    private static Task<ApiAnswer<Ok<RolloutStatusJson>>> GetAsync(
        [Description("The number of the revision.")] int revision,
        string? environment, HttpContext context, RolloutReading reading) => StatusAsync(revision, environment, context, reading);

    private static async Task<ApiAnswer<Ok<RolloutStatusJson>>> StatusAsync(int revision, string? environment, HttpContext context, RolloutReading reading) =>
        await reading.FindAsync(revision, environment, MaxLaggards, context.RequestAborted) is { } sight
            ? TypedResults.Ok(RolloutStatusJson.Of(sight))
            : Problems.NotFound(environment is null ? "published revision of that number" : "publish that changed a bundle there");

    private static async Task<ApiAnswer<Ok<IEnumerable<RolloutPointJson>>>> PointsAsync(
        [Description("The number of the revision.")] int revision,
        string? environment, Guid? after, int? limit, HttpContext context, IRolloutStore store)
    {
        var size = Paging.Limit(limit);
        var found = await store.ListPointsAsync(revision, environment, after, size, context.RequestAborted);
        Paging.Link(context, size, found.Count == size ? found[^1].PointId : null);
        return TypedResults.Ok(found.Select(RolloutPointJson.Of));
    }

    private static async Task<ApiAnswer<Ok<IEnumerable<RolloutGoalJson>>>> GoalsAsync(HttpContext context, RolloutGoals goals) =>
        TypedResults.Ok((await goals.ListAsync(context.RequestAborted)).Select(RolloutGoalJson.Of));

    private static async Task<ApiAnswer<Ok<RolloutGoalJson>>> SetGoalAsync(string environment, NewGoalJson body, HttpContext context, RolloutGoals goals) =>
        RolloutPlace.Otherwise(environment, body.Environment) is { } otherwise ? otherwise : await goals.SetAsync(context.AccessUser(), environment, body.Percent, body.WithinSeconds, context.RequestAborted) switch
        {
            { Refusal: { } refusal } => Problems.Forbidden(refusal),
            { Problems: { Count: > 0 } problems } => Problems.Of(StatusCodes.Status422UnprocessableEntity, "invalid", "that cannot be a goal: mend what `problems` lists", problems),
            { Goal: { } goal } => TypedResults.Ok(RolloutGoalJson.Of(goal)),
            _ => Problems.NotFound("such environment"),
        };
}
