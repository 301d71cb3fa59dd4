using AccessConsole.Auditing;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Validation;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using AccessConsole.Signing.Remote;

namespace AccessConsole.Drafts;

/// <summary>
/// The way of a change from the first edit to the publication, the same for pages and API. Each act checks who acts on what then stands
/// in the store, so a stale page loses nothing and gains nothing.
/// </summary>
public sealed class DraftWorkflow(IDraftStore drafts, RequestRefusals refusals, LivePolicy live, ChangeReviewer reviewer, Publisher publisher, TimeProvider clock, ApprovalEvidence evidence)
{
    /// <summary>How fresh a person's sign-in must be for an approval.</summary>
    public static readonly TimeSpan ReauthenticationWindow = TimeSpan.FromHours(1);

    public async Task<DraftResult> CreateAsync(ConsoleUser user, NewDraft draft, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (!user.Has(ConsoleRole.Editor))
        {
            var result = DraftResult.Refused(PublishRefusalKind.Forbidden, "drafting changes needs the editor role");
            await refusals.RecordAsync(DraftEvents.Refused(null, user, AuditActions.DraftCreated, result.Refusal!, now), cancellationToken);
            return result;
        }

        var created = new Draft
        {
            Id = Guid.CreateVersion7(),
            Title = ChangeTitle.Fit((draft.IsUntitled ? reviewer.TitleOf(live.Current.Policy, draft.Patch, now) : null) ?? draft.Title),
            BaseRevision = BaseOf(draft.BaseRevision),
            Patch = draft.Patch,
            Text = draft.Text,
            CreatedAt = now,
            UpdatedAt = now,
            Owner = user.Actor,
            Authors = [user.Actor],
            RollsBackTo = draft.RollsBackTo,
            Undoes = draft.Undoes,
        };
        return DraftResult.Done(await drafts.CreateAsync(created, DraftEvents.Of(created, user, AuditActions.DraftCreated, now, draft.Origin), cancellationToken));
    }

    /// <summary>Stores another content; approvals of the former are void.</summary>
    /// <param name="version">The version that the author saw; null takes whatever stands.</param>
    public Task<DraftResult> EditAsync(ConsoleUser user, Guid id, int? version, DraftEdit edit, CancellationToken cancellationToken) =>
        ChangeAsync(user, id, version, AuditActions.DraftEdited, draft =>
        {
            if (!user.Has(ConsoleRole.Editor))
                return DraftResult.Refused(PublishRefusalKind.Forbidden, "editing a draft needs the editor role");
            if (draft.State is not (DraftState.Editing or DraftState.Submitted or DraftState.Declined))
                return NotIn(draft, "edited");
            if (edit.Title is not null && TitleProblem(edit.Title) is { } problem)
                return DraftResult.Refused(PublishRefusalKind.Invalid, problem);
            return DraftResult.Done(draft with
            {
                Title = ChangeTitle.Clean(edit.Title) ?? draft.Title,
                Patch = edit.Patch ?? draft.Patch,
                Text = edit.Patch is null ? draft.Text : edit.Text,
                State = DraftState.Editing,
                DeclineReason = null,
            });
        }, cancellationToken);

    /// <summary>Moves a draft onto the newest revision. Of each object that others touched meanwhile, somebody chose which version stands.</summary>
    public async Task<DraftResult> RebaseAsync(ConsoleUser user, Guid id, ConflictChoices choices, DraftConflicts conflicts, CancellationToken cancellationToken)
    {
        if (await drafts.FindAsync(id, cancellationToken) is not { } draft)
            return DraftResult.Refused(PublishRefusalKind.DraftNotFound, "there is no such draft");
        var head = live.Current;
        if (choices.SeenRevision is { } seen && !head.IsBase(seen))
            return DraftResult.Refused(PublishRefusalKind.BaseMoved, $"revision {head.Revision} was published after the choices were shown: look at them again");
        var found = await conflicts.FindAsync(draft, cancellationToken);
        var undecided = found.Where(c => choices.For(c) is null).Select(c => c.Object).ToArray();
        if (undecided.Length > 0)
            return DraftResult.Refused(PublishRefusalKind.BaseMoved, $"also changed since revision {draft.BaseRevision}: {string.Join(", ", undecided)}; say for each whether the draft's version stands or what is published");
        var resolved = draft.Resolve(found, choices);
        return await ChangeAsync(user, id, draft.Version, AuditActions.DraftEdited, current => !user.Has(ConsoleRole.Editor)
            ? DraftResult.Refused(PublishRefusalKind.Forbidden, "rebasing a draft needs the editor role")
            : IsFinished(current) ? NotIn(current, "rebased")
            : DraftResult.Done(current with { BaseRevision = head.PolicyRevision, Patch = PatchIds.TakeOver(resolved.Patch, head.Policy.Objects), Text = resolved.Text, State = DraftState.Editing }), cancellationToken);
    }

    /// <param name="version">The version that the person saw; null takes whatever stands.</param>
    public Task<DraftResult> SubmitAsync(ConsoleUser user, Guid id, int? version, CancellationToken cancellationToken) =>
        ChangeAsync(user, id, version, AuditActions.DraftSubmitted, draft =>
        {
            if (draft.State is not (DraftState.Editing or DraftState.Declined))
                return NotIn(draft, "submitted");
            if (!live.Current.IsBase(draft.BaseRevision))
                return DraftResult.Refused(PublishRefusalKind.BaseMoved, $"the draft is against revision {draft.BaseRevision}, and {live.Current.Revision} is the newest: rebase it first");
            var review = Review(draft);
            if (review.HasErrors)
                return new DraftResult(null, new PublishRefusal(PublishRefusalKind.Invalid, "the draft has errors: mend what `problems` lists", review.Problems));
            // An editor who is scoped edits only what lies in the scope.
            return OutOfScope.OfAll(user, ConsoleRole.Editor, review) is { } outside ? DraftResult.Refused(PublishRefusalKind.Forbidden, outside) : DraftResult.Done(draft with
            {
                State = DraftState.Submitted,
                BaseRevision = review.BaseRevision,
                DeclineReason = null,
                Places = [.. review.ApprovalPlaces.Select(touched => touched.Place)],
            });
        }, cancellationToken);

    /// <param name="reason">Why, for whoever waits for it; null for none.</param>
    public Task<DraftResult> WithdrawAsync(ConsoleUser user, Guid id, string? reason, CancellationToken cancellationToken) =>
        ChangeAsync(user, id, null, AuditActions.DraftWithdrawn, draft =>
            IsFinished(draft) ? NotIn(draft, "withdrawn")
            : Approvals.IsAuthor(draft, user.Actor.Person) || user.HasEverywhere(ConsoleRole.Admin) ? DraftResult.Done(draft with { State = DraftState.Withdrawn })
            : DraftResult.Refused(PublishRefusalKind.Forbidden, "a draft is withdrawn by one of its authors or an admin"), cancellationToken, reason);

    public Task<DraftResult> DeclineAsync(ConsoleUser user, Guid id, string? reason, CancellationToken cancellationToken) =>
        ChangeAsync(user, id, null, AuditActions.DraftDeclined, draft =>
            draft.State != DraftState.Submitted ? NotIn(draft, "declined")
            : CommentText.Clean(reason) is not { } why ? DraftResult.Refused(PublishRefusalKind.Invalid, "declining needs a reason: say what has to change")
            : OutOfScope.OfApprovals(user, Review(draft)) is { } outside ? DraftResult.Refused(PublishRefusalKind.Forbidden, outside)
            : DraftResult.Done(draft with { State = DraftState.Declined, DeclineReason = why }), cancellationToken, reason);

    /// <param name="digest">What the approver saw; anything else standing now is refused.</param>
    /// <param name="idToken">Of the sign-in by which the person approves, where they approve by one.</param>
    /// <param name="title">The title that the approver saw, which no digest has; null where they saw none.</param>
    public Task<DraftResult> ApproveAsync(ConsoleUser user, Guid id, string digest, string? comment, CancellationToken cancellationToken, string? idToken = null, string? title = null) =>
        ChangeAsync(user, id, null, AuditActions.DraftApproved, draft =>
        {
            if (draft.State != DraftState.Submitted)
                return NotIn(draft, "approved");
            if (title is not null && title != draft.Title)
                return DraftResult.Refused(PublishRefusalKind.Conflict, "the change has another title than you saw: review it again");
            var review = Review(draft);
            if (ApprovalRules.Objection(user, draft, review, digest, clock.GetUtcNow()) is { } objection)
                return new DraftResult(null, objection);
            if (idToken is null && evidence.IsNeeded)
                return DraftResult.Refused(PublishRefusalKind.Forbidden, ApprovalEvidence.Remedy);
            var approval = new Approval(user.Actor, clock.GetUtcNow(), digest, user.AuthenticatedAt!.Value, CommentText.Clean(comment), user.ScopesOf(ConsoleRole.Approver).ToValueList()) { IdToken = idToken };
            return DraftResult.Done(draft with { Approvals = [.. draft.Approvals, approval] });
        }, cancellationToken, comment);

    /// <summary>Sets, or sets anew, the instant at which the draft publishes itself, by this person and with the approvals that are there by then.</summary>
    /// <param name="digest">What the person saw, who is refused anything else standing now; null takes whatever stands.</param>
    /// <param name="isStaged">Whether it is published in the stages of its environments.</param>
    public Task<DraftResult> ScheduleAsync(ConsoleUser user, Guid id, string? digest, DateTimeOffset at, CancellationToken cancellationToken, bool isStaged = false) =>
        ChangeAsync(user, id, null, AuditActions.DraftScheduled, draft =>
        {
            var (review, now) = (Review(draft), clock.GetUtcNow());
            if (ScheduleRules.Objection(user, draft, review, at, now) is { } objection)
                return new DraftResult(null, objection);
            return digest is not null && digest != review.Digest
                ? DraftResult.Refused(PublishRefusalKind.Conflict, "the change is no longer what you saw: review it again")
                : DraftResult.Done(draft with { Schedule = new DraftSchedule(at.ToUniversalTime(), user.Actor, now, review.Digest, user.Groups, isStaged) });
        }, cancellationToken);

    public Task<DraftResult> UnscheduleAsync(ConsoleUser user, Guid id, CancellationToken cancellationToken) =>
        ChangeAsync(user, id, null, AuditActions.DraftUnscheduled, draft =>
            draft.Schedule is null ? DraftResult.Refused(PublishRefusalKind.Conflict, "no time is set for publishing this draft")
            : ScheduleRules.MayTakeBack(user, draft) ? DraftResult.Done(draft)
            : DraftResult.Refused(PublishRefusalKind.Forbidden, "a time is taken back by who set it, an author or an admin"), cancellationToken);

    /// <param name="digest">What the person saw, who is refused anything else standing now; null takes whatever stands.</param>
    /// <param name="isStaged">Whether it goes to the first stage of each environment that has stages.</param>
    public Task<PublishOutcome> PublishAsync(ConsoleUser user, Guid id, string? digest, CancellationToken cancellationToken, bool isStaged = false) =>
        publisher.PublishAsync(new PublishRequest { User = user, Draft = id, ExpectedDigest = digest, IsStaged = isStaged }, cancellationToken);

    /// <summary>What a change that is made now is judged against.</summary>
    public ValidationOptions JudgedBy() => reviewer.JudgedBy(clock.GetUtcNow());

    /// <summary>What the draft would change if it were published on the newest revision.</summary>
    public ChangeReview Review(Draft draft) => Review(draft.Patch);

    public ChangeReview Review(PolicyPatch patch)
    {
        var state = live.Current;
        return reviewer.Review(state.PolicyRevision, state.Policy, patch, clock.GetUtcNow());
    }

    /// <summary>The revision whose policy somebody saw who saw that revision.</summary>
    private int BaseOf(int? seen)
    {
        var state = live.Current;
        return seen is { } revision && !state.IsBase(revision) ? revision : state.PolicyRevision;
    }

    /// <param name="said">What the person said with the act.</param>
    private async Task<DraftResult> ChangeAsync(
        ConsoleUser user, Guid id, int? version, string action, Func<Draft, DraftResult> act, CancellationToken cancellationToken, string? said = null)
    {
        DraftResult result = DraftResult.Refused(PublishRefusalKind.DraftNotFound, "there is no such draft");
        var now = clock.GetUtcNow();
        said = CommentText.Clean(said);
        var problem = CommentText.Problem(said, action == AuditActions.DraftApproved ? "comment" : "reason");
        var stored = await drafts.UpdateAsync(id, draft =>
        {
            // What is finished says so by itself, whatever somebody saw before.
            result = version is { } seen && seen != draft.Version && !IsFinished(draft)
                ? DraftResult.Refused(PublishRefusalKind.Conflict, $"somebody changed the draft meanwhile: it is at version {draft.Version}, you saw {seen}")
                : problem is not null ? DraftResult.Refused(PublishRefusalKind.Invalid, problem)
                : act(draft);
            if (result.Draft is not { } changed)
                return null;
            changed = changed with
            {
                UpdatedAt = now,
                Authors = DraftEvents.AuthorsAfter(draft, user, action),
                // What was to be published is judged by other people, or is another change.
                Schedule = action is AuditActions.DraftApproved or AuditActions.DraftScheduled ? changed.Schedule : null,
            };
            return new DraftChange(
                changed, DraftEvents.Of(changed, user, action, now, said: said, fallen: DraftStory.Fallen(draft, changed), unscheduled: changed.Schedule is null ? draft.Schedule?.At : null), DraftStory.Of(draft, changed, user, action, said, now));
        }, cancellationToken);
        if (result.Refusal is { Kind: not PublishRefusalKind.DraftNotFound } refusal)
            await refusals.RecordAsync(DraftEvents.Refused(id, user, action, refusal, now), cancellationToken);
        return result.Refusal is null && stored is not null ? DraftResult.Done(stored) : result;
    }

    private static string? TitleProblem(string title) => ChangeTitle.Clean(title) is null ? "the title is empty: say what the change is for" : ChangeTitle.Problem(title);

    private static bool IsFinished(Draft draft) => draft.State is DraftState.Published or DraftState.Withdrawn;

    private static DraftResult NotIn(Draft draft, string act) =>
        DraftResult.Refused(PublishRefusalKind.Conflict, $"the draft is {draft.State.ToString().ToLowerInvariant()} and cannot be {act}");
}
