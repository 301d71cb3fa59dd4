using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using AccessConsole.Api.Describing;
using AccessConsole.Api.Drafts;
using AccessConsole.Api.Policy;
using AccessConsole.Core.Analysis;
using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Revisions;

/// <summary>What was in force when, what changed between two revisions, and the way back.</summary>
public static class RevisionEndpoints
{
    public static void MapRevisions(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/revisions").WithTags("Revisions");
        group.MapGet("", ListAsync).WithName("listRevisions").WithSummary("Revisions, newest first; ?at= gives the one in force at an instant");
        group.MapGet("/{number:int}", GetAsync).WithName("getRevision").WithSummary("One revision").Refuses(404);
        group.MapGet("/{number:int}/diff", DiffAsync).WithName("getRevisionDiff").WithSummary("What changed since ?from= (the one before)").Refuses(404);
        group.MapGet("/{number:int}/artefacts", ArtefactsAsync).WithName("getRevisionArtefacts")
            .WithSummary("What engines' own configuration gained and lost since ?from= (the one before)").Refuses(404);
        group.MapPost("/{number:int}/rollback", RollBackAsync).WithName("rollBackToRevision").RequireAuthorization(Policies.Edit)
            .WithSummary("Drafts a change that restores this revision's policy").Refuses(404).RefusesChanges();
        group.MapPost("/{number:int}/undo", UndoAsync).WithName("undoRevision").RequireAuthorization(Policies.Edit)
            .WithSummary("Drafts a change that takes back what this revision changed, and nothing of later ones").Refuses(404).RefusesChanges();
    }

    private static async Task<ApiAnswer<Ok<IEnumerable<RevisionJson>>>> ListAsync(
        [Description("Only the revision in force at this instant.")] DateTimeOffset? at,
        [MaxLength(SearchText.MaxCharacters), Description("Only revisions in which each of these words stands: in the summary or the author's name, or as the begin of the number.")] string? q,
        int? after, int? limit, HttpContext context, IPolicyStore store)
    {
        if (SearchText.Problem(q) is { } tooLong)
            return Problems.BadRequest(tooLong);
        if (at is not null && q is not null)
            return Problems.BadRequest("`at` and `q` exclude each other, since one revision is in force at an instant: leave one out");
        if (at is { } instant)
            return TypedResults.Ok<IEnumerable<RevisionJson>>([RevisionJson.Of(await store.FindRevisionAtAsync(instant, context.RequestAborted))]);
        var size = Paging.Limit(limit);
        var found = await store.ListRevisionsAsync(after, size, context.RequestAborted, q);
        Paging.Link(context, size, found.Count == size ? found[^1].Number : null);
        return TypedResults.Ok(found.Select(RevisionJson.Of));
    }

    private static async Task<ApiAnswer<Ok<RevisionJson>>> GetAsync(int number, HttpContext context, IPolicyStore store) =>
        await store.FindRevisionAsync(number, context.RequestAborted) is { } revision ? TypedResults.Ok(RevisionJson.Of(revision)) : Missing(number);

    private static async Task<ApiAnswer<Ok<RevisionDiffJson>>> DiffAsync(
        int number,
        [Description("The earlier revision; the one before where it is left out.")] int? from,
        HttpContext context, IPolicyStore store, TimeProvider clock)
    {
        var start = from ?? number - 1;
        if (start < 0)
            return Problems.NotFound("revision before the first");
        if (await store.LoadAsync(number, context.RequestAborted) is not { } after)
            return Missing(number);
        if (await store.LoadAsync(start, context.RequestAborted) is not { } before)
            return Missing(start);
        var earlier = PolicySet.Of(before.Document);
        var later = earlier.Apply(PolicyDiffPatch.Between(earlier.Objects, after.Document, Guid.CreateVersion7));
        var access = AccessDiff.Between(earlier, later, clock.GetUtcNow());
        var configuration = ConfigurationDiff.Between(earlier, later);
        return TypedResults.Ok(new RevisionDiffJson(
            start, number, new DiffJson([.. access.Sentences], [.. access.Environments]),
            new DiffJson([.. configuration.Changes.Select(c => c.Sentence)], [.. configuration.Changes.SelectMany(c => c.Environments).Distinct()])));
    }

    private static async Task<ApiAnswer<Ok<ArtefactsJson>>> ArtefactsAsync(
        int number,
        [Description("The earlier revision; the one before where it is left out.")] int? from,
        HttpContext context, ArtefactComparison artefacts) =>
        await artefacts.BetweenAsync(from ?? number - 1, number, context.RequestAborted) is { } diff
            ? TypedResults.Ok(ArtefactsJson.Of(diff))
            : Problems.NotFound($"revision {number.ToString(CultureInfo.InvariantCulture)}, or the one to compare it with");

    private static async Task<ApiAnswer<Ok<RollbackJson>>> RollBackAsync(int number, HttpContext context, Rollback rollback, DraftConflicts conflicts) =>
        await AnswerAsync(await rollback.StartAsync(context.AccessUser(), number, context.RequestAborted), context, rollback, conflicts);

    private static async Task<ApiAnswer<Ok<RollbackJson>>> UndoAsync(int number, HttpContext context, Rollback rollback, DraftConflicts conflicts) =>
        await AnswerAsync(await rollback.UndoAsync(context.AccessUser(), number, context.RequestAborted), context, rollback, conflicts);

    private static async Task<ApiAnswer<Ok<RollbackJson>>> AnswerAsync(DraftResult result, HttpContext context, Rollback rollback, DraftConflicts conflicts)
    {
        if (result.Draft is not { } draft)
            return result.Refusal!.ToProblem();
        var found = await conflicts.FindAsync(draft, context.RequestAborted);
        return TypedResults.Ok(new RollbackJson(draft.Id, [.. rollback.Resurrected(draft).Select(r => r.Sentence)], [.. found.Select(ConflictJson.Of)]));
    }

    private static ProblemHttpResult Missing(int number) => Problems.NotFound($"revision {number.ToString(CultureInfo.InvariantCulture)}");
}

/// <summary>One revision: who published it and when, who approved it, and how it came about.</summary>
/// <param name="EffectiveAt">From when on it was in force.</param>
/// <param name="Author">Who published it.</param>
/// <param name="Summary">What it is, in a line.</param>
/// <param name="PolicyDigest">The digest of the whole policy and its history.</param>
/// <param name="Draft">The id of the draft that it was; null where it was none.</param>
/// <param name="RolledBackTo">The revision that it went back to; null where it is no way back.</param>
/// <param name="Undoes">The revision that it undid; null where it undid none.</param>
/// <param name="Approvals">Who approved it.</param>
/// <param name="Emergency">What it revoked; null where it was no emergency.</param>
/// <param name="BreakGlass">Whom it let in; null where no glass was broken.</param>
public sealed record RevisionJson(
    int Number, DateTimeOffset PublishedAt, DateTimeOffset EffectiveAt, ActorJson Author, string Summary, string PolicyDigest, Guid? Draft, int? RolledBackTo,
    int? Undoes, IReadOnlyList<ApprovalJson> Approvals, RevokedByJson? Emergency, BreakGlassOfJson? BreakGlass)
{
    public static RevisionJson Of(Revision revision) => new(
        revision.Number, revision.PublishedAt, revision.EffectiveAt, ActorJson.Of(revision.Author), revision.Summary, revision.PolicyDigest, revision.Draft,
        revision.RolledBackTo, revision.Undoes, [.. revision.Approvals.Select(ApprovalJson.Of)], revision.Emergency is { } emergency ? RevokedByJson.Of(emergency) : null,
        revision.BreakGlass is { } broken ? new BreakGlassOfJson(broken.Name, broken.Environments, broken.Expires, broken.Reason) : null);
}

/// <summary>Whom it let in without waiting for approvals, by a grant that ends.</summary>
public sealed record BreakGlassOfJson(string Grant, IReadOnlyList<string> Environments, DateTimeOffset Expires, string Reason);

/// <summary>What was revoked without waiting for approvals.</summary>
/// <param name="Kind"><c>pipeline</c>, <c>workload</c>, <c>queue</c> or <c>identity-provider</c>.</param>
/// <param name="Name">What was revoked.</param>
public sealed record RevokedByJson(string Kind, string Name, IReadOnlyList<string> Environments, string Reason)
{
    public static RevokedByJson Of(Emergency emergency) => new(emergency.Target.Kind.Slug(), emergency.Target.Name, emergency.Environments, emergency.Reason);
}

/// <summary>What changed between two revisions.</summary>
/// <param name="From">The one revision.</param>
/// <param name="To">The other revision.</param>
/// <param name="AccessDiff">Who gained and lost what.</param>
/// <param name="ConfigurationDiff">Which settings changed.</param>
public sealed record RevisionDiffJson(int From, int To, DiffJson AccessDiff, DiffJson ConfigurationDiff);

/// <summary>The draft that goes back, and what to look at in it.</summary>
/// <param name="Draft">The draft that goes back.</param>
/// <param name="Resurrects">What had ended or was taken away and would come back, a sentence each.</param>
/// <param name="Conflicts">What later revisions changed too: the draft is rebased with a choice for each.</param>
public sealed record RollbackJson(Guid Draft, IReadOnlyList<string> Resurrects, IReadOnlyList<ConflictJson> Conflicts);
