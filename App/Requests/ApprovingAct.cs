using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Requests;
using AccessConsole.Core.Resolution;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Requests;

/// <summary>The approval that is the last one needed: it and the grant, or the grant's later end, are one transaction, so that neither is ever without the other.</summary>
/// <param name="Digest">What the approver saw.</param>
internal sealed record ApprovingAct(Guid Request, ConsoleUser User, string Digest, string? Comment) : RequestAct(Request)
{
    internal override RequestPatch Plan(GrantRequest standing, PolicySet policy, DateTimeOffset start, DateTimeOffset now)
    {
        if (RequestRules.NothingToApprove(standing, now) is { } refusal)
            return new RequestPatch(PolicyPatch.Empty, "", refusal);
        var (patch, problem) = standing.State == RequestState.Waiting ? RequestPlan.Granting(standing, policy.Objects, start) : RequestPlan.Extending(standing, policy.Objects, now);
        return patch is null ? RequestPatch.Refused(PublishRefusalKind.Conflict, problem!) : new RequestPatch(patch, Summary(standing), null);
    }

    internal override PublishRefusal? Objection(GrantRequest standing, PolicySet policy, ChangeReview review, DateTimeOffset now) =>
        RequestRules.ToApprove(User, standing, review, RequestDigest.Of(standing, policy), Digest, now)
        ?? (MissingApprovals.Of(RequestApprovals.ByPlace(Approvals(standing, policy, now), review)) is { } missing ? Refused(PublishRefusalKind.ApprovalsMissing, missing) : null);

    internal override ValueList<Approval> Approvals(GrantRequest standing, PolicySet policy, DateTimeOffset now) =>
        RequestApprovals.Counting(WithOwn(standing, policy, now), RequestDigest.Of(standing, policy));

    internal override RequestDone Done(GrantRequest standing, PolicySet policy, Revision revision)
    {
        var approved = WithOwn(standing, policy, revision.PublishedAt);
        var isNew = approved.Steps.Count > standing.Steps.Count;
        var next = standing.State == RequestState.Waiting
            ? approved with { State = RequestState.Granted, StartsAt = revision.EffectiveAt, EndsAt = revision.EffectiveAt + standing.Duration }
            : approved with { EndsAt = standing.EndsAt + standing.Extension!.Duration, Extension = null };
        var kind = standing.State == RequestState.Waiting ? RequestStepKind.Granted : RequestStepKind.Extended;
        next = next with { Steps = [.. approved.Steps, new RequestStep(kind, User.Actor, revision.PublishedAt, Revision: revision.Number, EndsAt: next.EndsAt)] };
        AuditEvent[] events = isNew ? [RequestEvents.Of(approved), RequestEvents.Of(next)] : [RequestEvents.Of(next)];
        return new RequestDone(next, events);
    }

    /// <summary>The request with this approval, unless the person gave it before.</summary>
    internal GrantRequest WithOwn(GrantRequest standing, PolicySet policy, DateTimeOffset now)
    {
        if (RequestApprovals.Counting(standing, RequestDigest.Of(standing, policy)).Any(a => a.Approver.Person == User.Actor.Person))
            return standing;
        var comment = string.IsNullOrWhiteSpace(Comment) ? null : Comment.Trim();
        var approval = new Approval(User.Actor, now, Digest, User.AuthenticatedAt ?? default, comment, User.ScopesOf(ConsoleRole.Approver).ToValueList());
        return standing with { Steps = [.. standing.Steps, new RequestStep(RequestStepKind.Approved, User.Actor, now, comment, approval)] };
    }

    private static string Summary(GrantRequest standing)
    {
        var what = $"{standing.Principal.Name} as {standing.Grant.Role} in {standing.Environment}";
        return standing.State == RequestState.Waiting
            ? $"Access for {RequestDuration.Print(standing.Duration)}: {what}, asked by {standing.Requester.Name}"
            : $"Access for {RequestDuration.Print(standing.Extension!.Duration)} more: {what}, asked by {standing.Requester.Name}";
    }
}
