using System.Collections.Immutable;
using AccessConsole.Api.Describing;
using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Validation;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Telemetry;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AccessConsole.Api.Policy;

/// <summary>Documents and patches on their way to a draft or a revision.</summary>
public sealed class PolicyChanges(LivePolicy live, DraftWorkflow drafts, Publisher publisher, PolicyCompiler compiler, ArtefactComparison artefacts, IHostEnvironment host, TimeProvider clock)
{
    public async Task<ApiAnswer<Ok<SentChangeJson>>> SubmitDocumentAsync(
        ConsoleUser user, ReadOnlyMemory<byte> text, DocumentFormat format, int? expected, PublishWish publish, string? title, CancellationToken cancellationToken)
    {
        var state = live.Current;
        if (expected is { } seen && !state.IsBase(seen))
            return BaseMoved(seen, state.Revision);
        var read = Read(text, format);
        if (read.HasErrors)
            return Invalid(read.Problems);
        var patch = Compare(state.Policy, read.Document);
        var change = Titled(title, "Policy document", patch, state.Revision) with { Text = format == DocumentFormat.Yaml ? System.Text.Encoding.UTF8.GetString(text.Span) : null };
        return await SubmitAsync(user, change, [.. read.Problems, .. Lint(state.Policy, PatchIds.Complete(patch, state.Policy.Objects, Guid.CreateVersion7), read.Document.Grants, "/grants").Select(read.Locate)], publish, cancellationToken);
    }

    public async Task<ApiAnswer<Ok<SentChangeJson>>> SubmitPatchAsync(ConsoleUser user, ReadOnlyMemory<byte> json, int? expected, PublishWish publish, string? title, CancellationToken cancellationToken)
    {
        var state = live.Current;
        if (expected is { } seen && !state.IsBase(seen))
            return BaseMoved(seen, state.Revision);
        var (patch, problems) = ReadPatch(json, state.Policy);
        if (problems.Any(p => p.Severity == Severity.Error))
            return Invalid(problems);
        var complete = PatchIds.Complete(patch, state.Policy.Objects, Guid.CreateVersion7);
        // Of other changes the review says it: this costs what the change costs, and they bear on every grant.
        var lint = IsOfGrants(complete) ? Lint(state.Policy, complete, patch.Upserts.OfType<Grant>().ToValueList(), "/upsert/grants") : [];
        return await SubmitAsync(user, Titled(title, "Policy patch", complete, state.Revision), [.. problems, .. lint], publish, cancellationToken);
    }

    /// <param name="otherwise">What it is called where nobody says, and no diff says anything either.</param>
    private static NewDraft Titled(string? title, string otherwise, PolicyPatch patch, int revision) =>
        new(ChangeTitle.Clean(title) ?? otherwise, patch, revision) { IsUntitled = ChangeTitle.Clean(title) is null };

    private static bool IsOfGrants(PolicyPatch patch) =>
        patch.Upserts.All(u => u.Kind is PolicyKind.Grant or PolicyKind.Test) && patch.Deletes.All(d => d.Kind is PolicyKind.Grant or PolicyKind.Test);

    /// <summary>What a change makes of grants that does not show in any one of them, within the bounds of a publish.</summary>
    /// <param name="written">The grants of the text, in its order.</param>
    /// <param name="list">The pointer to their list.</param>
    private IEnumerable<Diagnostic> Lint(PolicySet basis, PolicyPatch complete, ValueList<Grant> written, string list) =>
        GrantLint.Check(basis, basis.Apply(complete), complete, clock.GetUtcNow()).Select(p => GrantLint.Relocate(p, complete, written, list));

    /// <summary>Everything a review would show, with nothing stored.</summary>
    public async Task<ApiAnswer<Ok<ReviewJson>>> CheckAsync(ReadOnlyMemory<byte> text, DocumentFormat format, bool withArtefacts, CancellationToken cancellationToken)
    {
        var state = live.Current;
        ImmutableArray<Diagnostic> problems;
        var (patch, written, locate) = (PolicyPatch.Empty, ValueList.Create<Grant>([]), (Func<Diagnostic, Diagnostic>)(p => p));
        if (format == DocumentFormat.Json && PatchReading.IsPatch(text))
        {
            (patch, problems) = ReadPatch(text, state.Policy);
            written = patch.Upserts.OfType<Grant>().ToValueList();
        }
        else
        {
            var read = Read(text, format);
            (problems, written, locate) = (read.Problems, read.Document.Grants, read.Locate);
            if (!read.HasErrors)
                patch = Compare(state.Policy, read.Document);
        }

        if (problems.Any(p => p.Severity == Severity.Error))
            return Invalid(problems);
        var review = drafts.Review(PatchIds.Complete(patch, state.Policy.Objects, Guid.CreateVersion7));
        var list = format == DocumentFormat.Json && PatchReading.IsPatch(text) ? "/upsert/grants" : "/grants";
        var lint = review.Problems.Where(GrantLint.IsOwn).Select(p => locate(GrantLint.Relocate(p, review.Patch, written, list)));
        return TypedResults.Ok(ReviewJson.Of(review, [.. problems, .. lint]) with
        {
            Artefacts = withArtefacts ? ArtefactsJson.Of(await artefacts.OfPolicyAsync(review.Draft, cancellationToken)) : null,
        });
    }

    private async Task<ApiAnswer<Ok<SentChangeJson>>> SubmitAsync(ConsoleUser user, NewDraft change, ImmutableArray<Diagnostic> problems, PublishWish publish, CancellationToken cancellationToken)
    {
        var warnings = problems.Select(Problems.ToJson).ToArray();
        if (change.Patch.IsEmpty)
            return TypedResults.Ok(SentChangeJson.Published(live.Current.Revision, false, warnings));
        if (publish == PublishWish.Keep)
            return await KeepAsync(user, change, cancellationToken) is var kept && kept.Refusal is { } refused
                ? refused.ToProblem()
                : TypedResults.Ok(SentChangeJson.Kept(kept.Draft!.Id, warnings));

        var request = new PublishRequest { User = user, Patch = change.Patch, ExpectedRevision = change.BaseRevision, Summary = change.Title, IsUntitled = change.IsUntitled, IsStaged = publish == PublishWish.Staged };
        var outcome = await publisher.PublishAsync(request, cancellationToken);
        if (outcome.Revision is { } revision)
            return TypedResults.Ok(SentChangeJson.Published(revision.Number, true, warnings));
        return outcome.Refusal!.Kind switch
        {
            PublishRefusalKind.NothingChanged => TypedResults.Ok(SentChangeJson.Published(live.Current.Revision, false, warnings)),
            PublishRefusalKind.ApprovalsMissing => await KeepForApprovalAsync(user, change, Located(outcome.Refusal, problems), cancellationToken),
            PublishRefusalKind.BaseMoved or PublishRefusalKind.Invalid or PublishRefusalKind.Forbidden or PublishRefusalKind.DraftNotFound
                or PublishRefusalKind.Conflict or PublishRefusalKind.NotDue or PublishRefusalKind.RolloutUnderWay or PublishRefusalKind.SignerRefused or PublishRefusalKind.SignerAway => outcome.Refusal.ToProblem(),
        };
    }

    /// <summary>The review knows no text, so that it says the same without its place.</summary>
    private static PublishRefusal Located(PublishRefusal refusal, ImmutableArray<Diagnostic> problems)
    {
        // A large document has thousands of warnings.
        var placed = problems.Select(p => (p.Code, p.Message)).ToHashSet();
        return refusal with { Problems = [.. problems, .. refusal.Problems.Where(p => !placed.Contains((p.Code, p.Message)))] };
    }

    /// <summary>A change that somebody must approve is kept as a submitted draft, so that nothing has to be sent again.</summary>
    private async Task<ProblemHttpResult> KeepForApprovalAsync(ConsoleUser user, NewDraft change, PublishRefusal refusal, CancellationToken cancellationToken)
    {
        var kept = await KeepAsync(user, change, cancellationToken);
        if (kept.Draft is { } draft)
            kept = await drafts.SubmitAsync(user, draft.Id, draft.Version, cancellationToken);
        if (kept.Draft is not { } submitted)
            return kept.Refusal!.ToProblem();
        var problem = refusal.ToProblem();
        problem.ProblemDetails.Extensions["draft"] = submitted.Id;
        return problem;
    }

    private Task<DraftResult> KeepAsync(ConsoleUser user, NewDraft change, CancellationToken cancellationToken) => drafts.CreateAsync(user, change, cancellationToken);

    private CheckedDocument Read(ReadOnlyMemory<byte> text, DocumentFormat format)
    {
        using var phase = Phases.Begin(Phases.ReadDocument);
        return DocumentCheck.Check(text, format, Options());
    }

    private static PolicyPatch Compare(PolicySet basis, PolicyDocument document)
    {
        using var phase = Phases.Begin(Phases.CompareDocument);
        return PolicyDiffPatch.Between(basis.Objects, document, Guid.CreateVersion7);
    }

    private (PolicyPatch Patch, ImmutableArray<Diagnostic> Problems) ReadPatch(ReadOnlyMemory<byte> json, PolicySet basis)
    {
        var reading = PolicyReader.ReadPatch(json);
        var found = PolicyValidator.ValidatePatch(basis, reading.Patch, Options());
        return (reading.Patch, [.. reading.Problems.Concat(found).Select(reading.Locations.Locate)]);
    }

    private ValidationOptions Options() => new(compiler.Targets, host.IsDevelopment(), clock.GetUtcNow());

    private static ProblemHttpResult Invalid(IEnumerable<Diagnostic> problems) =>
        Problems.Of(StatusCodes.Status422UnprocessableEntity, "invalid", "the document has errors: mend what `problems` lists", problems);

    private static ProblemHttpResult BaseMoved(int seen, int newest) =>
        Problems.Of(StatusCodes.Status412PreconditionFailed, "base_moved", $"If-Match names revision {seen}, and {newest} is the newest: read it and apply your change to it");
}
