using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using AccessConsole.Api.Describing;
using AccessConsole.Api.Policy;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AccessConsole.Api.Drafts;

/// <summary>Changes on their way: drafted, submitted, approved, published.</summary>
public static class DraftEndpoints
{
    public static void MapDrafts(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/drafts").WithTags("Drafts");
        group.MapGet("", ListAsync).WithName("listDrafts").WithSummary("Drafts, newest edit first; ?scheduled=true gives those that publish themselves, the earliest first");
        group.MapGet("/{id:guid}", GetAsync).WithName("getDraft").WithSummary("One draft").GivesETag("the draft's version").Refuses(404);
        group.MapGet("/{id:guid}/review", ReviewAsync).WithName("reviewDraft").WithSummary("What the draft would change on the newest revision").Refuses(404);
        group.MapGet("/{id:guid}/artefacts", ArtefactsAsync).WithName("getDraftArtefacts").WithSummary("What engines' own configuration would gain and lose by the draft").Refuses(404, 422);
        group.MapPatch("/{id:guid}", EditAsync).WithName("editDraft").RequireAuthorization(Policies.Edit)
            .WithSummary("Replaces the draft's patch, its title or both; its approvals are void").WithMetadata(new DisableRequestSizeLimitAttribute()).Reads(ReadBody.OfSchema(PolicyComponents.DraftEdit))
            .TakesIfMatch("the draft's version").GivesETag("the draft's version").Refuses(404).RefusesChanges();
        group.MapPost("/{id:guid}/submit", SubmitAsync).WithName("submitDraft").RequireAuthorization(Policies.Edit)
            .WithSummary("Submits the draft for approval").GivesETag("the draft's version").Refuses(404).RefusesChanges();
        group.MapGet("/{id:guid}/conflicts", ConflictsAsync).WithName("listDraftConflicts").WithSummary("What the draft changes and others changed since its base").Refuses(404);
        group.MapPost("/{id:guid}/rebase", RebaseAsync).WithName("rebaseDraft").RequireAuthorization(Policies.Edit)
            .WithSummary("Moves the draft onto the newest revision; the body chooses for each conflict which version stands, ?overwrite=true the draft's for all")
            .Reads(ReadBody.Optional<RebaseRequest>()).GivesETag("the draft's version").Refuses(404).RefusesChanges();
        group.MapPost("/{id:guid}/withdraw", WithdrawAsync).WithName("withdrawDraft")
            .WithSummary("Takes the draft back, with a reason if there is one to give").Reads(ReadBody.Optional<WithdrawRequest>()).GivesETag("the draft's version").Refuses(404)
            .RefusesChanges();
        group.MapGet("/{id:guid}/comments", ListEntriesAsync).WithName("listDraftEntries")
            .WithSummary("The draft's story, newest first: what people said and what became of it; ?kind=commented for comments alone").Refuses(404);
        group.MapPost("/{id:guid}/comments", CommentAsync).WithName("commentOnDraft")
            .WithSummary("Says something of the draft, or of one object or place of it; no approval falls by it").Refuses(404).RefusesChanges();
        group.MapPost("/{id:guid}/approvals", ApproveAsync).WithName("approveDraft").RequireAuthorization(Policies.Approve)
            .WithSummary("Approves exactly what a digest names; by a person's session only").BySessionOnly().GivesETag("the draft's version").Refuses(404).RefusesChanges();
        group.MapPost("/{id:guid}/decline", DeclineAsync).WithName("declineDraft").RequireAuthorization(Policies.Approve)
            .WithSummary("Declines the draft with a reason").GivesETag("the draft's version").Refuses(404).RefusesChanges();
        group.MapPut("/{id:guid}/schedule", ScheduleAsync).WithName("scheduleDraft").RequireAuthorization(Policies.Administer)
            .WithSummary("Sets when the submitted draft publishes itself, with the approvals that are there by then").GivesETag("the draft's version").Refuses(404).RefusesChanges();
        group.MapDelete("/{id:guid}/schedule", UnscheduleAsync).WithName("unscheduleDraft").RequireAuthorization(Policies.Edit)
            .WithSummary("Takes that time back").GivesETag("the draft's version").Refuses(404).RefusesChanges();
        group.MapPost("/{id:guid}/publish", PublishAsync).WithName("publishDraft").RequireAuthorization(Policies.Administer)
            .WithSummary("Publishes the draft as the next revision; with `staged` it goes to the first stage of each environment that has stages").Reads(ReadBody.Optional<PublishBody>())
            .Refuses(404).RefusesChanges();
    }

    private static async Task<ApiAnswer<Ok<IEnumerable<DraftJson>>>> ListAsync(
        [AllowedValues("editing", "submitted", "declined", "withdrawn", "published"), Description("Only drafts in this state.")] string? state,
        [Description("Whether only those that publish themselves, the earliest first.")] bool? scheduled,
        [MaxLength(SearchText.MaxCharacters), Description("Only drafts in which each of these words stands: in the title or an author's name, or as the begin of the id or of the number of the revision that it became.")] string? q,
        Guid? after, int? limit, HttpContext context, IDraftStore drafts)
    {
        if (SearchText.Problem(q) is { } tooLong)
            return Problems.BadRequest(tooLong);
        DraftState? wanted = null;
        if (state is not null)
        {
            if (!Enum.TryParse<DraftState>(state, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed))
                return Problems.BadRequest($"`state` is `{state}`: use editing, submitted, declined, withdrawn or published");
            wanted = parsed;
        }

        var size = Paging.Limit(limit);
        var found = await drafts.ListAsync(new DraftFilter(wanted, IsScheduled: scheduled ?? false, Search: q), after, size, context.RequestAborted);
        Paging.Link(context, size, found.Count == size ? found[^1].Id : null);
        return TypedResults.Ok(found.Select(DraftJson.Of));
    }

    private static async Task<ApiAnswer<Ok<DraftJson>>> GetAsync(Guid id, HttpContext context, IDraftStore drafts) =>
        Answer(context, await drafts.FindAsync(id, context.RequestAborted) is { } draft ? DraftResult.Done(draft) : Missing());

    private static async Task<ApiAnswer<Ok<ReviewJson>>> ReviewAsync(Guid id, HttpContext context, IDraftStore drafts, DraftWorkflow workflow) =>
        await drafts.FindAsync(id, context.RequestAborted) is { } draft ? TypedResults.Ok(ReviewJson.Of(workflow.Review(draft), draft: draft)) : Problems.NotFound("such draft");

    private static async Task<ApiAnswer<Ok<ArtefactsJson>>> ArtefactsAsync(Guid id, HttpContext context, IDraftStore drafts, DraftWorkflow workflow, ArtefactComparison artefacts)
    {
        if (await drafts.FindAsync(id, context.RequestAborted) is not { } draft)
            return Problems.NotFound("such draft");
        var review = workflow.Review(draft);
        return review.IsMeaningful
            ? TypedResults.Ok(ArtefactsJson.Of(await artefacts.OfPolicyAsync(review.Draft, context.RequestAborted)))
            : Problems.Of(StatusCodes.Status422UnprocessableEntity, "invalid", "the draft has errors: mend what `problems` lists", review.Problems);
    }

    private static async Task<ApiAnswer<Ok<DraftJson>>> EditAsync(Guid id, HttpContext context, DraftWorkflow workflow)
    {
        if (await RequestBody.ReadAsync(context.Request, PolicyReader.MaxBytes) is not { } body)
            return Problems.Of(StatusCodes.Status413PayloadTooLarge, "text_too_large", $"the patch is larger than {PolicyReader.MaxBytes >> 20} MB");
        if (!Preconditions.TryReadIfMatch(context.Request, out var version))
            return Problems.BadRequest("If-Match is not a draft's version in quotes, such as \"3\"");
        var reading = PolicyReader.ReadDraft(body);
        return reading.HasErrors
            ? Problems.Of(StatusCodes.Status422UnprocessableEntity, "invalid", "the patch has errors: mend what `problems` lists", reading.Problems)
            : Answer(context, await workflow.EditAsync(context.AccessUser(), id, version, new DraftEdit(reading.Title, reading.Patch), context.RequestAborted));
    }

    private static async Task<ApiAnswer<Ok<DraftJson>>> SubmitAsync(Guid id, HttpContext context, DraftWorkflow workflow) =>
        Answer(context, await workflow.SubmitAsync(context.AccessUser(), id, null, context.RequestAborted));

    private static async Task<ApiAnswer<Ok<IEnumerable<ConflictJson>>>> ConflictsAsync(Guid id, HttpContext context, IDraftStore drafts, DraftConflicts conflicts) =>
        await drafts.FindAsync(id, context.RequestAborted) is { } draft
            ? TypedResults.Ok((await conflicts.FindAsync(draft, context.RequestAborted)).Select(ConflictJson.Of))
            : Problems.NotFound("such draft");

    private static async Task<ApiAnswer<Ok<DraftJson>>> RebaseAsync(
        Guid id,
        [Description("Whether the draft's version stands wherever the body does not choose.")] bool? overwrite,
        HttpContext context, DraftWorkflow workflow, DraftConflicts conflicts)
    {
        var (choices, problem) = (await OptionalBody.ReadAsync(context.Request, new RebaseRequest(null, null))).Read(overwrite ?? false);
        return problem is not null
            ? Problems.BadRequest(problem)
            : Answer(context, await workflow.RebaseAsync(context.AccessUser(), id, choices!, conflicts, context.RequestAborted));
    }

    private static async Task<ApiAnswer<Ok<DraftJson>>> WithdrawAsync(Guid id, HttpContext context, DraftWorkflow workflow)
    {
        var body = await OptionalBody.ReadAsync(context.Request, new WithdrawRequest((string?)null));
        return Answer(context, await workflow.WithdrawAsync(context.AccessUser(), id, body.Reason, context.RequestAborted));
    }

    private static async Task<ApiAnswer<Ok<IEnumerable<DraftEntryJson>>>> ListEntriesAsync(
        Guid id,
        [AllowedValues("commented", "edited", "submitted", "approved", "declined", "withdrawn", "published", "scheduled", "unscheduled", "scheduleFailed"), Description("Only entries of this kind.")] string? kind,
        long? after, int? limit, HttpContext context, IDraftStore drafts)
    {
        if (DraftEntryJson.ReadKind(kind) is var (wanted, problem) && problem is not null)
            return Problems.BadRequest(problem);
        if (await drafts.FindAsync(id, context.RequestAborted) is null)
            return Problems.NotFound("such draft");
        var size = Paging.Limit(limit);
        var found = await drafts.ListEntriesAsync(id, wanted, after, size, context.RequestAborted);
        Paging.Link(context, size, found.Count == size ? found[^1].Id : null);
        return TypedResults.Ok(found.Select(DraftEntryJson.Of));
    }

    private static async Task<ApiAnswer<Ok<DraftEntryJson>>> CommentAsync(Guid id, CommentRequest body, HttpContext context, DraftDiscussion discussion)
    {
        var (about, problem) = body.ReadTopic();
        if (problem is not null)
            return Problems.BadRequest(problem);
        var (entry, refusal) = await discussion.CommentAsync(context.AccessUser(), id, body.Text, about, context.RequestAborted);
        return entry is not null ? TypedResults.Ok(DraftEntryJson.Of(entry)) : refusal!.ToProblem();
    }

    private static async Task<ApiAnswer<Ok<DraftJson>>> ApproveAsync(Guid id, ApprovalRequest body, HttpContext context, DraftWorkflow workflow) =>
        Answer(context, await workflow.ApproveAsync(context.AccessUser(), id, body.Digest, body.Comment, context.RequestAborted));

    private static async Task<ApiAnswer<Ok<DraftJson>>> DeclineAsync(Guid id, DeclineRequest body, HttpContext context, DraftWorkflow workflow) =>
        Answer(context, await workflow.DeclineAsync(context.AccessUser(), id, body.Reason, context.RequestAborted));

    private static async Task<ApiAnswer<Ok<PublishedJson>>> PublishAsync(Guid id, HttpContext context, DraftWorkflow workflow)
    {
        var body = await OptionalBody.ReadAsync(context.Request, new PublishBody(null));
        var outcome = await workflow.PublishAsync(context.AccessUser(), id, body.Digest, context.RequestAborted, body.Staged ?? false);
        return outcome.Revision is { } revision ? TypedResults.Ok(new PublishedJson(revision.Number, true, [])) : outcome.Refusal!.ToProblem();
    }

    private static async Task<ApiAnswer<Ok<DraftJson>>> ScheduleAsync(Guid id, ScheduleRequest body, HttpContext context, DraftWorkflow workflow) => body.At is { } at
        ? Answer(context, await workflow.ScheduleAsync(context.AccessUser(), id, body.Digest, at, context.RequestAborted, body.Staged ?? false))
        : Problems.BadRequest("`at` is missing: say when, such as 2027-01-01T09:00:00Z");

    private static async Task<ApiAnswer<Ok<DraftJson>>> UnscheduleAsync(Guid id, HttpContext context, DraftWorkflow workflow) =>
        Answer(context, await workflow.UnscheduleAsync(context.AccessUser(), id, context.RequestAborted));

    private static ApiAnswer<Ok<DraftJson>> Answer(HttpContext context, DraftResult result)
    {
        if (result.Draft is not { } draft)
            return result.Refusal!.ToProblem();
        context.Response.Headers.ETag = Preconditions.Tag(draft.Version);
        return TypedResults.Ok(DraftJson.Of(draft));
    }

    private static DraftResult Missing() => DraftResult.Refused(PublishRefusalKind.DraftNotFound, "there is no such draft");
}

/// <summary>An approval of a draft as it was reviewed.</summary>
/// <param name="Digest">Of the review that the approver saw.</param>
public sealed record ApprovalRequest(string Digest, string? Comment);

/// <summary>When to publish a draft.</summary>
/// <param name="At">When, with its offset from UTC.</param>
/// <param name="Digest">Of the review that was seen; left out for whatever stands.</param>
/// <param name="Staged">Whether it goes to the first stage of each environment that has stages.</param>
public sealed record ScheduleRequest(DateTimeOffset? At, string? Digest, bool? Staged = null);

/// <summary>How to publish a draft.</summary>
/// <param name="Staged">Whether it goes to the first stage of each environment that has stages; to everybody at once where it is left out.</param>
/// <param name="Digest">Of the review that was seen, so that nothing else is published; left out for whatever stands.</param>
public sealed record PublishBody(bool? Staged, string? Digest = null);

/// <summary>Why a draft is declined.</summary>
public sealed record DeclineRequest(string? Reason);
