using System.ComponentModel;
using System.Globalization;
using AccessConsole.Api.Describing;
using AccessConsole.Core.Ports;
using AccessConsole.Rollouts;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Rollouts;

/// <summary>How far publishes in stages were let, and the acts on them.</summary>
public static class StagedRolloutEndpoints
{
    public static void MapStagedRollouts(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/rollouts").WithTags("Rollouts");
        group.MapGet("/staged", ListAsync).WithName("listStagedRollouts").WithSummary("Publishes in stages, newest first; ?live=true gives those that are not over");
        var one = group.MapGroup("/{revision:int}/{environment}").RequireAuthorization(Policies.Administer);
        one.MapPost("/promote", PromoteAsync).WithName("promoteStagedRollout")
            .WithSummary("Releases it to the next stage, to the rest after the last").Reads(ReadBody.Optional<RolloutActJson>()).Refuses(404).RefusesChanges();
        one.MapPost("/halt", HaltAsync).WithName("haltStagedRollout")
            .WithSummary("Keeps it where it is until somebody says otherwise").Reads(ReadBody.Optional<RolloutActJson>()).Refuses(404).RefusesChanges();
        one.MapPost("/resume", ResumeAsync).WithName("resumeStagedRollout")
            .WithSummary("Lets a halted one go on by its plan").Reads(ReadBody.Optional<RolloutActJson>()).Refuses(404).RefusesChanges();
        one.MapPost("/take-back", TakeBackAsync).WithName("takeBackStagedRollout")
            .WithSummary("Publishes the opposite to everybody at once, where that lets nobody in").Reads(ReadBody.Optional<RolloutActJson>()).Refuses(404).RefusesChanges();
    }

    private static async Task<ApiAnswer<Ok<IEnumerable<StagedRolloutJson>>>> ListAsync(
        string? environment,
        [Description("Whether only those that are not over, all on one page.")] bool? live,
        string? after, int? limit, HttpContext context, IStagedRolloutStore store)
    {
        if (live == true)
            return TypedResults.Ok((await store.ListLiveAsync(context.RequestAborted)).Where(r => environment is null || r.Environment == environment).Select(StagedRolloutJson.Of));
        if (!RolloutPlace.TryRead(after, out var before))
            return RolloutPlace.Unreadable();
        var size = Paging.Limit(limit);
        var found = await store.ListAsync(environment, before, size, context.RequestAborted);
        Paging.Link(context, size, found.Count == size ? string.Create(CultureInfo.InvariantCulture, $"{found[^1].Revision}/{found[^1].Environment}") : null);
        return TypedResults.Ok(found.Select(StagedRolloutJson.Of));
    }

    private static Task<ApiAnswer<Ok<StagedRolloutJson>>> PromoteAsync(
        [Description("The number of the revision.")] int revision,
        string environment, HttpContext context, RolloutDesk desk) =>
        ActAsync(revision, environment, context, desk, (seen, _) => desk.PromoteAsync(context.AccessUser(), seen, context.RequestAborted));

    private static Task<ApiAnswer<Ok<StagedRolloutJson>>> HaltAsync([Description("The number of the revision.")] int revision, string environment, HttpContext context, RolloutDesk desk) =>
        ActAsync(revision, environment, context, desk, (seen, body) => desk.HaltAsync(context.AccessUser(), seen, body.Reason, context.RequestAborted));

    private static Task<ApiAnswer<Ok<StagedRolloutJson>>> ResumeAsync([Description("The number of the revision.")] int revision, string environment, HttpContext context, RolloutDesk desk) =>
        ActAsync(revision, environment, context, desk, (seen, _) => desk.ResumeAsync(context.AccessUser(), seen, context.RequestAborted));

    private static Task<ApiAnswer<Ok<StagedRolloutJson>>> TakeBackAsync(
        [Description("The number of the revision.")] int revision,
        string environment, HttpContext context, RolloutDesk desk) =>
        ActAsync(revision, environment, context, desk, (seen, _) => desk.TakeBackAsync(context.AccessUser(), seen, context.RequestAborted));

    private static async Task<ApiAnswer<Ok<StagedRolloutJson>>> ActAsync(int revision, string environment, HttpContext context, RolloutDesk desk, Func<StagedRollout, RolloutActJson, Task<RolloutActResult>> act)
    {
        var body = await OptionalBody.ReadAsync(context.Request, new RolloutActJson(null, null));
        if (await desk.FindAsync(revision, environment, context.RequestAborted) is not { } seen)
            return Problems.NotFound("such staged rollout");
        if (body.Stage is { } stage && stage != seen.StageName)
            return Problems.Of(StatusCodes.Status409Conflict, "conflict", $"it is at the stage `{seen.StageName}` by now, not at `{stage}`: look at where it stands");
        return await act(seen, body) switch
        {
            { Rollout: { } rollout } => TypedResults.Ok(StagedRolloutJson.Of(rollout)),
            { Refusal: { Kind: PublishRefusalKind.Forbidden } refusal } => Problems.Forbidden(refusal.Message),
            var refused => refused.Refusal!.ToProblem(),
        };
    }
}
