using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Requests;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Requests;

/// <summary>Who may do what with a request; asked for the page, for the act, and again under the publish lock.</summary>
internal static class RequestRules
{
    public const string NotInForce = "the access is not in force, so there is nothing to take back";

    public static PublishRefusal? NothingToApprove(GrantRequest request, DateTimeOffset now) =>
        request.AwaitsApprovalAt(now) ? null : Conflict($"the request is {Name(request.StandingAt(now))}, and nothing of it waits for approval");

    /// <param name="digest">Of the request as it stands; null where something that it names is gone.</param>
    /// <param name="seen">What the approver saw.</param>
    public static PublishRefusal? ToApprove(ConsoleUser user, GrantRequest request, ChangeReview review, string? digest, string? seen, DateTimeOffset now)
    {
        if (NothingToApprove(request, now) is { } nothing)
            return nothing;
        if (!user.IsPerson)
            return Forbidden("approvals come from a person's own session, never from a token");
        if (ApprovalRules.NeedsProof(user, now))
            return Forbidden(ApprovalRules.ProveAgain(user, "approve"));
        if (request.Requester.Person == user.Actor.Person)
            return Forbidden("you asked for this yourself: somebody else must approve it");
        if (OutOfScope.OfApprovals(user, review) is { } outside)
            return Forbidden(outside);
        if (review.HasErrors)
            return new PublishRefusal(PublishRefusalKind.Invalid, "the grant would have errors: mend what `problems` lists", review.Problems);
        if (!review.TestsPass)
            return new PublishRefusal(PublishRefusalKind.Invalid, "tests of the policy would fail: the access is not to be had this way", PublishRules.FailedTests(review));
        if (seen != digest)
            return Conflict("what is asked for is no longer what you saw: its principal, its role or what the role reaches changed; look at it again");
        var counting = RequestApprovals.Counting(request, digest);
        return counting.Any(a => a.Approver.Person == user.Actor.Person) && RequestApprovals.ByPlace(counting, review).Any(at => at.Missing > 0)
            ? Conflict("you approved this already: it waits for somebody else")
            : null;
    }

    public static PublishRefusal? ToDecline(ConsoleUser user, GrantRequest request, ChangeReview review, DateTimeOffset now) =>
        NothingToApprove(request, now) ?? (OutOfScope.OfApprovals(user, review) is { } outside ? Forbidden(outside) : null);

    public static PublishRefusal? ToWithdraw(ConsoleUser user, GrantRequest request, DateTimeOffset now) =>
        NothingToApprove(request, now) ?? (IsRequester(user, request) || user.HasEverywhere(ConsoleRole.Admin) ? null : Forbidden("a request is withdrawn by whoever asked or an admin"));

    public static PublishRefusal? ToAskForMore(ConsoleUser user, GrantRequest request, DateTimeOffset now) =>
        request.StandingAt(now) != RequestStanding.InForce ? Conflict("only access in force can last longer: ask anew")
        : !IsRequester(user, request) ? Forbidden("whoever asked for the access asks for more of it")
        : request.Extension is not null ? Conflict("more time is asked for already: withdraw that first")
        : null;

    /// <summary>Whoever asked, and whoever may approve there. It only takes access away, so that neither approvals nor tests nor coverage hold it up.</summary>
    /// <param name="review">Of taking the grant out, or of anything in the same places.</param>
    public static PublishRefusal? ToEnd(ConsoleUser user, GrantRequest request, ChangeReview review, DateTimeOffset now)
    {
        if (request.StandingAt(now) != RequestStanding.InForce)
            return Conflict(NotInForce);
        if (!IsRequester(user, request) && OutOfScope.OfApprovals(user, review) is { } outside)
            return Forbidden(outside);
        var errors = review.ErrorsBesidesCoverage.ToArray();
        if (errors.Length > 0)
            return new PublishRefusal(PublishRefusalKind.Invalid, "the policy without the grant has errors: mend what `problems` lists", errors);
        return review.Patch.Upserts.Count == 0 && review.Access.GainedCount > 0
            ? new PublishRefusal(PublishRefusalKind.Invalid, "taking the grant out would let somebody in: do it by a draft", [])
            : null;
    }

    public static bool IsRequester(ConsoleUser user, GrantRequest request) => user.Actor.Person == request.Requester.Person;

    public static string Name(RequestStanding standing) => standing switch
    {
        RequestStanding.Waiting => "waiting",
        RequestStanding.Lapsed => "lapsed",
        RequestStanding.InForce => "in force",
        RequestStanding.Expired => "over",
        RequestStanding.EndedEarly => "taken back",
        RequestStanding.Declined => "declined",
        RequestStanding.Withdrawn => "withdrawn",
    };

    private static PublishRefusal Forbidden(string message) => new(PublishRefusalKind.Forbidden, message, []);

    private static PublishRefusal Conflict(string message) => new(PublishRefusalKind.Conflict, message, []);
}
