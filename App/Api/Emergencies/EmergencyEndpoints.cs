using System.ComponentModel;
using AccessConsole.Api.Describing;
using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Emergencies;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Emergencies;

/// <summary>Everything revoked of one pipeline, workload, queue or identity provider, at once.</summary>
public static class EmergencyEndpoints
{
    public static void MapEmergencies(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/emergencies").WithTags("Emergencies");
        group.MapGet("", ListAsync).WithName("listEmergencies").WithSummary("Emergency revocations, newest first, and who looked at them");
        group.MapGet("/standing", StandingAsync).WithName("listStandingEmergencies").WithSummary("The emergency denies in force");
        group.MapPost("/check", CheckAsync).WithName("checkEmergency")
            .WithSummary("Who would lose what, and which bundles and engines would change; nothing is stored").Refuses(404, 409, 422);
        group.MapPost("", RevokeAsync).WithName("revokeAtOnce").RequireAuthorization(Policies.Approve)
            .WithSummary("Revokes at once, without waiting for approvals").Refuses(404).RefusesChanges();
        group.MapPost("/{revision:int}/review", ReviewAsync).WithName("reviewEmergency").RequireAuthorization(Policies.Approve)
            .WithSummary("A second person looked at it; by a person's session only").BySessionOnly().Refuses(404, 409, 422);
        group.MapPost("/standing/{grant}/lift", LiftAsync).WithName("liftEmergency").RequireAuthorization(Policies.Edit)
            .WithSummary("Drafts the end of an emergency deny, as an ordinary change").Refuses(404).RefusesChanges();
    }

    private static async Task<ApiAnswer<Ok<IEnumerable<EmergencyJson>>>> ListAsync(int? after, int? limit, HttpContext context, IEmergencyStore store)
    {
        var size = Paging.Limit(limit);
        var found = await store.ListAsync(after, size, context.RequestAborted);
        Paging.Link(context, size, found.Count == size ? found[^1].Revision.Number : null);
        return TypedResults.Ok(found.Select(EmergencyJson.Of));
    }

    private static async Task<ApiAnswer<Ok<IEnumerable<StandingJson>>>> StandingAsync(HttpContext context, EmergencyWorkflow workflow) =>
        TypedResults.Ok((await workflow.StandingAsync(context.RequestAborted)).Select(StandingJson.Of));

    private static ApiAnswer<Ok<EmergencyPreviewJson>> CheckAsync(RevocationBody body, HttpContext context, EmergencyWorkflow workflow)
    {
        var (request, problem) = body.Read();
        if (request is null)
            return Problems.BadRequest(problem!);
        var preview = workflow.Preview(context.AccessUser(), request);
        return preview.Plan is null ? preview.Refusal!.ToProblem() : TypedResults.Ok(EmergencyPreviewJson.Of(preview));
    }

    private static async Task<ApiAnswer<Ok<RevokedJson>>> RevokeAsync(RevocationBody body, HttpContext context, EmergencyWorkflow workflow)
    {
        var (request, problem) = body.Read();
        if (request is null)
            return Problems.BadRequest(problem!);
        if (body.Confirm != request.Target.Name)
            return Problems.BadRequest($"`confirm` must be the name of what is revoked, `{request.Target.Name}`");
        var outcome = await workflow.RevokeAsync(context.AccessUser(), request, context.RequestAborted);
        return outcome.Revision is { } revision
            ? TypedResults.Ok(new RevokedJson(revision.Number, revision.Emergency!.Grant, [.. outcome.Ended.Select(rollout => new CompletedRolloutJson(rollout.Revision, rollout.Environment))]))
            : outcome.Refusal!.ToProblem();
    }

    private static async Task<ApiAnswer<NoContent>> ReviewAsync(
        [Description("The revision that revoked it.")] int revision,
        EmergencyReviewBody body, HttpContext context, EmergencyWorkflow workflow) =>
        await workflow.ReviewAsync(context.AccessUser(), revision, body.Comment, context.RequestAborted) is { } refusal ? refusal.ToProblem() : TypedResults.NoContent();

    private static async Task<ApiAnswer<Ok<LiftJson>>> LiftAsync([Description("The name of the emergency deny.")] string grant, HttpContext context, EmergencyWorkflow workflow)
    {
        var result = await workflow.LiftAsync(context.AccessUser(), grant, context.RequestAborted);
        return result.Draft is { } draft ? TypedResults.Ok(new LiftJson(draft.Id)) : result.Refusal!.ToProblem();
    }
}

/// <summary>Of whom to revoke everything, where and why.</summary>
/// <param name="Kind">pipeline, workload, queue or identity-provider.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Environments">Where; left out for everywhere.</param>
/// <param name="Confirm">The name once more, where it is to be revoked.</param>
public sealed record RevocationBody(string? Kind, string? Name, IReadOnlyList<string>? Environments, string? Reason, string? Confirm)
{
    /// <returns>The request, or what is wrong with it.</returns>
    public (RevocationRequest? Request, string? Problem) Read() =>
        RevocationKinds.Parse(Kind) is not { } kind ? (null, $"`kind` is `{Kind}`: use {string.Join(", ", RevocationKinds.All.Select(k => k.Slug()))}")
        : string.IsNullOrWhiteSpace(Name) ? (null, "`name` is missing: name what is revoked")
        : Environments is { Count: 0 } ? (null, "`environments` is empty: leave it out for everywhere, or name where")
        : (new RevocationRequest(new RevocationTarget(kind, Name.Trim()), (Environments ?? []).ToValueList(), Reason ?? ""), null);
}

/// <summary>What somebody else says of a revocation afterwards.</summary>
/// <param name="Comment">What there is to say to it.</param>
public sealed record EmergencyReviewBody(string? Comment);

/// <summary>The deny that a revocation made, and the revision that has it.</summary>
/// <param name="Grant">The id of the deny.</param>
/// <param name="Completed">Staged rollouts that ended by it: their revisions went to everybody together with the deny.</param>
public sealed record RevokedJson(int Revision, Guid Grant, IReadOnlyList<CompletedRolloutJson> Completed);

/// <summary>The draft that lifts a revocation.</summary>
/// <param name="Draft">The change that ends the deny.</param>
public sealed record LiftJson(Guid Draft);
