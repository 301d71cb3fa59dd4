using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Requests;
using AccessConsole.Core.Resolution;
using AccessConsole.SignIn;

namespace AccessConsole.Requests;

/// <summary>Access in force that is taken back before its time. Nobody approves it, because it provably lets nobody in.</summary>
internal sealed record EndingAct(Guid Request, ConsoleUser User, string? Reason) : RequestAct(Request)
{
    internal override RequestPatch Plan(GrantRequest standing, PolicySet policy, DateTimeOffset start, DateTimeOffset now)
    {
        if (standing.StandingAt(now) != RequestStanding.InForce)
            return RequestPatch.Refused(PublishRefusalKind.Conflict, RequestRules.NotInForce);
        var (patch, problem) = RequestPlan.Ending(standing, policy.Objects);
        return patch is null
            ? RequestPatch.Refused(PublishRefusalKind.Conflict, problem!)
            : new RequestPatch(patch, $"Access taken back: {standing.Principal.Name} as {standing.Grant.Role} in {standing.Environment}", null);
    }

    internal override PublishRefusal? Objection(GrantRequest standing, PolicySet policy, ChangeReview review, DateTimeOffset now) =>
        RequestRules.ToEnd(User, standing, review, now);

    internal override ValueList<Approval> Approvals(GrantRequest standing, PolicySet policy, DateTimeOffset now) => [];

    internal override RequestDone Done(GrantRequest standing, PolicySet policy, Revision revision)
    {
        var step = new RequestStep(RequestStepKind.Ended, User.Actor, revision.PublishedAt, string.IsNullOrWhiteSpace(Reason) ? null : Reason.Trim(), Revision: revision.Number);
        var next = standing with { State = RequestState.Ended, Extension = null, Steps = [.. standing.Steps, step] };
        return new RequestDone(next, [RequestEvents.Of(next)]);
    }
}
