using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.SignIn;

namespace AccessConsole.Drafts;

/// <summary>Whose approval counts: a person in a recent session of their own, no author, with the role in a place where the change asks for approvals.</summary>
internal static class ApprovalRules
{
    public static PublishRefusal? Objection(ConsoleUser user, Draft draft, ChangeReview review, string digest, DateTimeOffset now)
    {
        if (!user.IsPerson)
            return Forbidden("approvals come from a person's own session, never from a token");
        if (NeedsProof(user, now))
            return Forbidden(ProveAgain(user, "approve"));
        if (Approvals.IsAuthor(draft, user.Actor.Person))
            return Forbidden("you are an author of this change: somebody else must approve it");
        if (OutOfScope.OfApprovals(user, review) is { } outside)
            return Forbidden(outside);
        if (draft.BaseRevision != review.BaseRevision)
            return new PublishRefusal(PublishRefusalKind.BaseMoved, $"the draft is against revision {draft.BaseRevision}: it must be rebased before anybody approves it", []);
        if (digest != review.Digest)
            return new PublishRefusal(PublishRefusalKind.Conflict, "the change is no longer what you saw: review it again", []);
        return Approvals.Counting(draft, digest).Any(a => a.Approver.Person == user.Actor.Person)
            ? new PublishRefusal(PublishRefusalKind.Conflict, "you approved this change already", [])
            : null;
    }

    /// <summary>Whether the person has to sign in again before they approve. Where the provider does not say when they last did, they have.</summary>
    public static bool NeedsProof(ConsoleUser user, DateTimeOffset now) =>
        user.IsPerson && (user.AuthenticatedAt is not { } provenAt || now - provenAt > DraftWorkflow.ReauthenticationWindow);

    /// <param name="act">What lacks the proof.</param>
    public static string ProveAgain(ConsoleUser user, string act) => $"you did not prove who you are within the last hour: sign in again to {act}"
        + (user.AuthenticatedAt is null ? "; if you just did, the identity provider does not say so: have it write `auth_time` into ID tokens, which is an optional claim in Entra" : "");

    /// <summary>The drafts that the user may approve; null where they may approve none.</summary>
    public static DraftFilter? Waiting(ConsoleUser user, int head)
    {
        if (!user.IsPerson || !user.Has(ConsoleRole.Approver))
            return null;
        ValueList<RoleScope>? scopes = user.HasEverywhere(ConsoleRole.Approver) ? null : user.ScopesOf(ConsoleRole.Approver).ToValueList();
        return new DraftFilter(Approver: new DraftApprover(user.Actor.Person, head, scopes));
    }

    private static PublishRefusal Forbidden(string message) => new(PublishRefusalKind.Forbidden, message, []);
}
