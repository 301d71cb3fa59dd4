using AccessConsole.Core.Changes;
using AccessConsole.Core.Changes.BreakGlasses;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Drafts;
using AccessConsole.SignIn;

namespace AccessConsole.Publishing;

/// <summary>Who may break the glass, and what such a change may be; asked for the preview and again under the lock. Nobody approves beforehand: somebody judges afterwards.</summary>
internal static class BreakGlassRules
{
    public const int MaxReason = 1000;

    /// <param name="unreviewed">The person's own that nobody looked at yet.</param>
    public static PublishRefusal? Objection(ConsoleUser user, BreakGlass asked, BreakGlassRecord? unreviewed, PolicySet before, ChangeReview review, DateTimeOffset now)
    {
        if (Forbidden(user, unreviewed, review, now) is { } why)
            return new PublishRefusal(PublishRefusalKind.Forbidden, why, []);
        if (ReasonProblem(asked.Reason) is { } reason)
            return new PublishRefusal(PublishRefusalKind.Invalid, reason, []);
        if (BreakGlassGrant.Objection(before.Objects, review.Patch, now) is { } objection)
            return new PublishRefusal(PublishRefusalKind.Invalid, objection, []);
        return PublishRules.ObjectionOfChange(review);
    }

    private static string? ReasonProblem(string reason) =>
        string.IsNullOrWhiteSpace(reason) || reason.Length > MaxReason ? $"breaking the glass needs a reason of at most {MaxReason} characters: say what happened" : CommentText.Problem(reason, "reason");

    private static string? Forbidden(ConsoleUser user, BreakGlassRecord? unreviewed, ChangeReview review, DateTimeOffset now) =>
        !user.IsPerson ? "the glass is broken from a person's own session, never by a token"
        : OutOfScope.OfAll(user, ConsoleRole.BreakGlass, review) is { } outside ? outside
        : ApprovalRules.NeedsProof(user, now) ? ApprovalRules.ProveAgain(user, "break the glass")
        : unreviewed is not null ? $"nobody has looked at revision {unreviewed.Revision.Number} yet, with which you broke the glass before: somebody else gives a verdict of it first"
        : null;
}
