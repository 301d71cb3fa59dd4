using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Drafts;

/// <summary>
/// For each act on a draft why this person cannot do it now; null where they can. Only so that buttons say it: the acts themselves
/// ask the same rules again, on what then stands.
/// </summary>
/// <param name="NeedsProof">Whether a fresh sign-in is what an approval lacks.</param>
public sealed record DraftObjections(string? Edit, string? Submit, string? Approve, string? Decline, string? Withdraw, string? Rebase, string? Publish, string? Schedule, string? Unschedule, bool NeedsProof)
{
    /// <param name="unread">What has a text in the draft that cannot be read yet.</param>
    public static DraftObjections Of(
        ConsoleUser user, Draft draft, ChangeReview review, IReadOnlyList<PolicyReference> unread, DateTimeOffset now)
    {
        var isMoved = draft.BaseRevision != review.BaseRevision;
        var moved = isMoved ? $"the draft is against revision {draft.BaseRevision}, and {review.BaseRevision} is the newest: rebase it first" : null;
        var editor = user.Has(ConsoleRole.Editor) ? null : "this needs the editor role";
        var unfinished = unread.Count > 0 ? $"the text of {unread[0]} has errors: mend it first" : draft.Patch.IsEmpty ? "the draft changes nothing yet" : null;
        return new DraftObjections(
            editor ?? In(draft, "edited", DraftState.Editing, DraftState.Submitted, DraftState.Declined),
            editor ?? In(draft, "submitted", DraftState.Editing, DraftState.Declined) ?? unfinished ?? moved ?? (review.HasErrors ? "the draft has errors: mend the problems first" : null) ?? OutOfScope.OfAll(user, ConsoleRole.Editor, review),
            In(draft, "approved", DraftState.Submitted) ?? ApprovalRules.Objection(user, draft, review, review.Digest, now)?.Message,
            In(draft, "declined", DraftState.Submitted) ?? OutOfScope.OfApprovals(user, review),
            In(draft, "withdrawn", DraftState.Editing, DraftState.Submitted, DraftState.Declined) ?? (MayWithdraw(user, draft) ? null : "a draft is withdrawn by one of its authors or an admin"),
            editor ?? In(draft, "rebased", DraftState.Editing, DraftState.Submitted, DraftState.Declined),
            In(draft, "published", DraftState.Editing, DraftState.Submitted) ?? unfinished ?? moved
                ?? PublishRules.Objection(new PublishRequest { User = user, Draft = draft.Id }, draft, review)?.Message,
            In(draft, "given a time", DraftState.Submitted) ?? moved ?? PublishRules.ObjectionBesidesApprovals(user, review)?.Message,
            ScheduleRules.MayTakeBack(user, draft) ? null : "a time is taken back by who set it, an author or an admin",
            draft.State == DraftState.Submitted && user.Has(ConsoleRole.Approver) && !Approvals.IsAuthor(draft, user.Actor.Person) && ApprovalRules.NeedsProof(user, now));
    }

    private static bool MayWithdraw(ConsoleUser user, Draft draft) => Approvals.IsAuthor(draft, user.Actor.Person) || user.HasEverywhere(ConsoleRole.Admin);

    private static string? In(Draft draft, string act, params ReadOnlySpan<DraftState> states) =>
        states.Contains(draft.State) ? null : $"the draft is {Words.Of(draft.State)} and cannot be {act}";
}
