using System.ComponentModel;
using AccessConsole.Api.Describing;
using AccessConsole.BreakGlasses;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.BreakGlasses;

/// <summary>Somebody let in for hours without waiting for approvals; by a person's session only.</summary>
public static class BreakGlassEndpoints
{
    public static void MapBreakGlasses(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/break-glass").WithTags("Break-glass");
        group.MapGet("", ListAsync).WithName("listBreakGlasses").WithSummary("Who broke the glass, newest first, and what others found of it");
        group.MapGet("/standing", Standing).WithName("listStandingBreakGlasses").WithSummary("What is in force, or waits for somebody's verdict");
        group.MapPost("/check", CheckAsync).WithName("checkBreakGlass").WithSummary("Who would gain what; nothing is stored").Refuses(404, 409, 422);
        group.MapPost("", BreakAsync).WithName("breakGlass").RequireAuthorization(Policies.BreakGlass)
            .WithSummary("Lets pipelines or workloads in at once, for at most 4 hours; by a person's session only").BySessionOnly().Refuses(404).RefusesChanges();
        group.MapPost("/{revision:int}/review", ReviewAsync).WithName("reviewBreakGlass").RequireAuthorization(Policies.Approve)
            .WithSummary("Somebody else's verdict, which is final; by a person's session only").BySessionOnly().Refuses(404, 409, 422);
    }

    private static async Task<ApiAnswer<Ok<IEnumerable<BreakGlassJson>>>> ListAsync(int? after, int? limit, HttpContext context, IBreakGlassStore store)
    {
        var size = Paging.Limit(limit);
        var found = await store.ListAsync(after, size, context.RequestAborted);
        Paging.Link(context, size, found.Count == size ? found[^1].Revision.Number : null);
        return TypedResults.Ok(found.Select(BreakGlassJson.Of));
    }

    private static Ok<IEnumerable<StandingBreakGlassJson>> Standing(BreakGlassWatch watch) => TypedResults.Ok(watch.Standing.Select(StandingBreakGlassJson.Of));

    private static async Task<ApiAnswer<Ok<BreakGlassPreviewJson>>> CheckAsync(BreakGlassBody body, HttpContext context, BreakGlassWorkflow workflow)
    {
        var preview = await workflow.PreviewAsync(context.AccessUser(), body.Read(), context.RequestAborted);
        return preview.Grant is null ? preview.Refusal!.ToProblem() : TypedResults.Ok(BreakGlassPreviewJson.Of(preview));
    }

    private static async Task<ApiAnswer<Ok<BrokenJson>>> BreakAsync(BreakGlassBody body, HttpContext context, BreakGlassWorkflow workflow)
    {
        var outcome = await workflow.BreakAsync(context.AccessUser(), body.Read(), context.RequestAborted);
        return outcome.Revision is { BreakGlass: { } broken } revision
            ? TypedResults.Ok(new BrokenJson(revision.Number, broken.Name, broken.Expires))
            : outcome.Refusal!.ToProblem();
    }

    private static async Task<ApiAnswer<NoContent>> ReviewAsync(
        [Description("The revision that let somebody in.")] int revision,
        BreakGlassReviewBody body, HttpContext context, BreakGlassWorkflow workflow)
    {
        BreakGlassVerdict? verdict = body.Verdict switch { "justified" => BreakGlassVerdict.Justified, "not-justified" => BreakGlassVerdict.NotJustified, _ => null };
        if (verdict is not { } given)
            return Problems.BadRequest($"`verdict` is `{body.Verdict}`: use justified or not-justified");
        return await workflow.ReviewAsync(context.AccessUser(), revision, given, body.Comment, context.RequestAborted) is { } refusal ? refusal.ToProblem() : TypedResults.NoContent();
    }
}
