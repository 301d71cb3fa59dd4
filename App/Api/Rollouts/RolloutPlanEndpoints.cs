using AccessConsole.Rollouts;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Rollouts;

/// <summary>The stages in which publishes go to an environment, where they are asked to.</summary>
public static class RolloutPlanEndpoints
{
    public static void MapRolloutPlans(this IEndpointRouteBuilder api)
    {
        var plans = api.MapGroup("/rollouts/plans").WithTags("Rollouts");
        plans.MapGet("", ListAsync).WithSummary("The environments to which a publish may go in stages, and their stages").Produces<IReadOnlyList<RolloutPlanJson>>();
        plans.MapGet("/{environment}", GetAsync).WithSummary("The stages of one environment").Produces<RolloutPlanJson>();
        plans.MapPut("/{environment}", SetAsync).RequireAuthorization(Policies.Administer).WithSummary("Sets the stages of an environment for publishes from now on").Produces<RolloutPlanJson>();
        plans.MapDelete("/{environment}", RemoveAsync).RequireAuthorization(Policies.Administer)
            .WithSummary("Removes the stages of an environment: publishes go to everybody at once").Produces(StatusCodes.Status204NoContent);
    }

    private static async Task<IResult> ListAsync(HttpContext context, RolloutPlans plans) =>
        TypedResults.Ok((await plans.ListAsync(context.RequestAborted)).Select(RolloutPlanJson.Of));

    private static async Task<IResult> GetAsync(string environment, HttpContext context, RolloutPlans plans) =>
        await plans.FindAsync(environment, context.RequestAborted) is { } plan ? TypedResults.Ok(RolloutPlanJson.Of(plan)) : NoPlan();

    private static async Task<IResult> SetAsync(string environment, AskedPlan body, HttpContext context, RolloutPlans plans) =>
        await plans.SetAsync(context.AccessUser(), environment, body, context.RequestAborted) switch
        {
            { Refusal: { } refusal } => Problems.Forbidden(refusal),
            { Problems: { Count: > 0 } problems } => Problems.Of(StatusCodes.Status422UnprocessableEntity, "invalid", "that cannot be a plan: mend what `problems` lists", problems),
            { Plan: { } plan } => TypedResults.Ok(RolloutPlanJson.Of(plan)),
            _ => Problems.NotFound("such environment"),
        };

    private static async Task<IResult> RemoveAsync(string environment, HttpContext context, RolloutPlans plans) =>
        await plans.RemoveAsync(context.AccessUser(), environment, context.RequestAborted) switch
        {
            null => TypedResults.NoContent(),
            "" => NoPlan(),
            var refusal => Problems.Forbidden(refusal),
        };

    private static ProblemHttpResult NoPlan() => Problems.NotFound("plan of such an environment: publishes go to everybody there at once");
}
