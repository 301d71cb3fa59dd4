using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AccessConsole.Api.Describing;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Requests;
using AccessConsole.Requests;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Requests;

/// <summary>Access for a time: asked for, approved by persons, in force by a clock, taken back.</summary>
public static class RequestEndpoints
{
    public static void MapRequests(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/requests").WithTags("Requests");
        group.MapGet("", ListAsync).WithName("listRequests").WithSummary("Requests, newest first: ?view=waiting, in-force or ended, ?mine=true, ?approve=true those that you may approve");
        group.MapGet("/{id:guid}", GetAsync).WithName("getRequest").WithSummary("One request, what it opens exactly, and whose approvals it needs").Refuses(404);
        group.MapPost("/check", Check).WithName("checkRequest").WithSummary("What a request would open and who would have to approve it; nothing is stored");
        group.MapPost("", AskAsync).WithName("askForAccess").WithSummary("Asks for access for a time").Refuses(404).RefusesChanges();
        group.MapPost("/{id:guid}/approvals", ApproveAsync).WithName("approveRequest").RequireAuthorization(Policies.Approve)
            .WithSummary("Approves exactly what a digest names; by a person's session only. The last approval puts the access in force").BySessionOnly().Refuses(404).RefusesChanges();
        group.MapPost("/{id:guid}/decline", DeclineAsync).WithName("declineRequest").RequireAuthorization(Policies.Approve)
            .WithSummary("Declines what waits for approval, with a reason").Refuses(404).RefusesChanges();
        group.MapPost("/{id:guid}/withdraw", WithdrawAsync).WithName("withdrawRequest").WithSummary("Takes back what waits for approval").Refuses(404).RefusesChanges();
        group.MapPost("/{id:guid}/extension", ExtendAsync).WithName("askForExtension").WithSummary("Asks that access in force lasts longer").Refuses(404).RefusesChanges();
        group.MapPost("/{id:guid}/end", EndAsync).WithName("endAccess").WithSummary("Takes access in force back now, without approvals").Refuses(404).RefusesChanges();
    }

    private static async Task<ApiAnswer<Ok<IEnumerable<RequestJson>>>> ListAsync(
        [AllowedValues("all", "waiting", "in-force", "ended"), Description("Which of them; all where it is left out.")] string? view,
        [Description("Whether only the caller's own.")] bool? mine,
        [Description("Whether only those that the caller may approve.")] bool? approve,
        [MaxLength(SearchText.MaxCharacters), Description("Only requests in which each of these words stands: in the asker's name, the pipeline or workload, the role, the environment or the reason.")] string? q,
        Guid? after, int? limit, HttpContext context, IGrantRequestStore requests, TimeProvider clock)
    {
        if (SearchText.Problem(q) is { } tooLong)
            return Problems.BadRequest(tooLong);
        if (RequestViews.Parse(view) is not { } wanted)
            return Problems.BadRequest($"`view` is `{view}`: use {string.Join(", ", RequestViews.All.Select(v => v.Slug))}");
        if (mine == true && approve == true)
            return Problems.BadRequest("`mine` and `approve` exclude each other, since nobody approves what they asked for: leave one out");
        var (size, user, now) = (Paging.Limit(limit), context.AccessUser(), clock.GetUtcNow());
        var filter = approve == true ? RequestWorkflow.Waiting(user, now) : new GrantRequestFilter(now, wanted, mine == true ? user.Actor.Person : null);
        var found = filter is null ? [] : await requests.ListAsync(filter with { Search = q }, after, size, context.RequestAborted);
        Paging.Link(context, size, found.Count == size ? found[^1].Id : null);
        return TypedResults.Ok(found.Select(request => RequestJson.Of(request, now)));
    }

    private static async Task<ApiAnswer<Ok<RequestSightJson>>> GetAsync(Guid id, HttpContext context, IGrantRequestStore requests, RequestJudge judge) =>
        await requests.FindAsync(id, context.RequestAborted) is { } request ? TypedResults.Ok(RequestSightJson.Of(judge.Look(request))) : Problems.NotFound("such request");

    private static ApiAnswer<Ok<RequestPreviewJson>> Check(AskBody body, RequestWorkflow workflow)
    {
        var (ask, problems) = body.Read();
        return ask is null ? Unreadable(problems) : TypedResults.Ok(RequestPreviewJson.Of(workflow.Preview(ask)));
    }

    private static async Task<ApiAnswer<Ok<RequestJson>>> AskAsync(AskBody body, HttpContext context, RequestWorkflow workflow, TimeProvider clock)
    {
        var (ask, problems) = body.Read();
        return ask is null ? Unreadable(problems) : Answer(await workflow.AskAsync(context.AccessUser(), ask, context.RequestAborted), clock);
    }

    private static async Task<ApiAnswer<Ok<RequestJson>>> ApproveAsync(Guid id, RequestApprovalBody body, HttpContext context, RequestWorkflow workflow, TimeProvider clock) =>
        Answer(await workflow.ApproveAsync(context.AccessUser(), id, body.Digest, body.Comment, context.RequestAborted), clock);

    private static async Task<ApiAnswer<Ok<RequestJson>>> DeclineAsync(Guid id, RequestReasonBody body, HttpContext context, RequestWorkflow workflow, TimeProvider clock) =>
        Answer(await workflow.DeclineAsync(context.AccessUser(), id, body.Reason, context.RequestAborted), clock);

    private static async Task<ApiAnswer<Ok<RequestJson>>> WithdrawAsync(Guid id, HttpContext context, RequestWorkflow workflow, TimeProvider clock) =>
        Answer(await workflow.WithdrawAsync(context.AccessUser(), id, context.RequestAborted), clock);

    private static async Task<ApiAnswer<Ok<RequestJson>>> ExtendAsync(Guid id, ExtensionBody body, HttpContext context, RequestWorkflow workflow, TimeProvider clock) =>
        RequestDuration.Parse(body.Duration) is { } duration
            ? Answer(await workflow.AskForMoreAsync(context.AccessUser(), id, duration, body.Reason ?? "", context.RequestAborted), clock)
            : Unreadable([AskBody.NoDuration(body.Duration)]);

    private static async Task<ApiAnswer<Ok<RequestJson>>> EndAsync(Guid id, RequestReasonBody body, HttpContext context, RequestWorkflow workflow, TimeProvider clock) =>
        Answer(await workflow.EndAsync(context.AccessUser(), id, body.Reason, context.RequestAborted), clock);

    private static ProblemHttpResult Unreadable(IReadOnlyList<Diagnostic> problems) => Problems.BadRequest("the request cannot be read: mend what `problems` lists", problems);

    private static ApiAnswer<Ok<RequestJson>> Answer(RequestResult result, TimeProvider clock) =>
        result.Request is { } request ? TypedResults.Ok(RequestJson.Of(request, clock.GetUtcNow())) : result.Refusal!.ToProblem();
}

/// <summary>An approval of a request as the approver saw it.</summary>
/// <param name="Digest">Of the request that the approver saw.</param>
public sealed record RequestApprovalBody(string Digest, string? Comment);

/// <summary>Why a request is declined, or its access ended.</summary>
public sealed record RequestReasonBody(string? Reason);

/// <summary>How much more time is asked for, and why.</summary>
/// <param name="Duration">From the present end on, such as <c>2h</c>.</param>
public sealed record ExtensionBody(string? Duration, string? Reason);
