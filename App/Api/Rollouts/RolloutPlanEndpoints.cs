using AccessConsole.Api.Describing;
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
        plans.MapGet("", ListAsync).WithName("listRolloutPlans").WithSummary("The environments to which a publish may go in stages, and their stages");
        plans.MapGet("/{environment}", GetAsync).WithName("getRolloutPlan").WithSummary("The stages of one environment").Refuses(404);
        plans.MapPut("/{environment}", SetAsync).WithName("setRolloutPlan").RequireAuthorization(Policies.Administer)
            .WithSummary("Sets the stages of an environment for publishes from now on").Refuses(404, 422);
        plans.MapDelete("/{environment}", RemoveAsync).WithName("removeRolloutPlan").RequireAuthorization(Policies.Administer)
            .WithSummary("Removes the stages of an environment: publishes go to everybody at once").Refuses(404);
    }

    private static async Task<ApiAnswer<Ok<IEnumerable<RolloutPlanJson>>>> ListAsync(HttpContext context, RolloutPlans plans) =>
        TypedResults.Ok((await plans.ListAsync(context.RequestAborted)).Select(RolloutPlanJson.Of));

    private static async Task<ApiAnswer<Ok<RolloutPlanJson>>> GetAsync(string environment, HttpContext context, RolloutPlans plans) =>
        await plans.FindAsync(environment, context.RequestAborted) is { } plan ? TypedResults.Ok(RolloutPlanJson.Of(plan)) : NoPlan();

    private static async Task<ApiAnswer<Ok<RolloutPlanJson>>> SetAsync(string environment, AskedPlan body, HttpContext context, RolloutPlans plans) =>
        RolloutPlace.Otherwise(environment, body.Environment) is { } otherwise ? otherwise : await plans.SetAsync(context.AccessUser(), environment, body, context.RequestAborted) switch
        {
            { Refusal: { } refusal } => Problems.Forbidden(refusal),
            { Problems: { Count: > 0 } problems } => Problems.Of(StatusCodes.Status422UnprocessableEntity, "invalid", "that cannot be a plan: mend what `problems` lists", problems),
            { Plan: { } plan } => TypedResults.Ok(RolloutPlanJson.Of(plan)),
            _ => Problems.NotFound("such environment"),
        };

    private static async Task<ApiAnswer<NoContent>> RemoveAsync(string environment, HttpContext context, RolloutPlans plans) =>
        await plans.RemoveAsync(context.AccessUser(), environment, context.RequestAborted) switch
        {
            null => TypedResults.NoContent(),
            "" => NoPlan(),
            var refusal => Problems.Forbidden(refusal),
        };

    private static ProblemHttpResult NoPlan() => Problems.NotFound("plan of such an environment: publishes go to everybody there at once");
}
