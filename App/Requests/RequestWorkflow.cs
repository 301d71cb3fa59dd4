using AccessConsole.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Requests;
using AccessConsole.Core.Scopes;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.Extensions.Options;

namespace AccessConsole.Requests;

/// <summary>
/// The way of a request from the ask to the end of its access, the same for pages and API. Each act is judged on the request as it stands in the store; those that
/// change access, once more under the publish lock.
/// </summary>
public sealed class RequestWorkflow(
    IGrantRequestStore requests, RequestRefusals refusals, LivePolicy live, RequestJudge judge, Publisher publisher, IBundleSealing sealing, IOptions<RequestOptions> options, TimeProvider clock)
{
    /// <summary>So that nobody floods those who approve.</summary>
    public const int MaxWaiting = 50;

    // Another approval may come between look and publish; each attempt judges anew what then stands.
    private const int MaxAttempts = 5;

    public TimeSpan LongestDuration => options.Value.LongestDuration;

    /// <summary>What the access would open, who would have to approve it, and why it cannot be asked for. What it is for may be left out here.</summary>
    public RequestPreview Preview(AccessAsk ask)
    {
        var problems = AskCheck.Problems(ask, live.Current.Policy.Objects, LongestDuration);
        if (problems.Any(p => p.Pointer != "/reason"))
            return new RequestPreview(problems, null, [], []);
        var review = judge.Review(RequestPlan.Template(ask, Guid.CreateVersion7()), ask.Duration);
        return new RequestPreview(
            [.. problems, .. review.Problems.Where(p => p.Severity == Severity.Error), .. PublishRules.FailedTests(review), .. Unsigned(ask, review)],
            review, RequestApprovals.ByPlace([], review), judge.Standing(ask.Principal, ask.Role, ask.Environment));
    }

    public async Task<RequestResult> AskAsync(ConsoleUser user, AccessAsk ask, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var refusal = !user.MayRead ? new PublishRefusal(PublishRefusalKind.Forbidden, "asking for access needs a role", []) : null;
        var preview = refusal is null ? Preview(ask) : null;
        Diagnostic[] problems = preview is null ? [] : [.. preview.Problems, .. AskCheck.WithoutReason("/reason", ask.Reason)];
        if (problems.Length > 0)
            refusal = new PublishRefusal(PublishRefusalKind.Invalid, "this cannot be asked for: mend what `problems` lists", problems);
        if (refusal is null && await requests.CountAsync(new GrantRequestFilter(now, RequestView.Waiting, user.Actor.Person), cancellationToken) >= MaxWaiting)
            refusal = new PublishRefusal(PublishRefusalKind.Conflict, $"{MaxWaiting} requests of yours wait for approval already: withdraw some first", []);
        if (refusal is not null)
            return await RefuseAsync(user, null, RequestStepKind.Asked, refusal, cancellationToken);
        var created = Made(user, ask, preview!.Review!.ApprovalPlaces.Select(touched => touched.Place).ToValueList(), now);
        return RequestResult.Done(await requests.CreateAsync(created, RequestEvents.Of(created), cancellationToken));
    }

    /// <summary>Approves exactly what the digest names. The last approval that is needed publishes the access in the same transaction; the clock starts there.</summary>
    public async Task<RequestResult> ApproveAsync(ConsoleUser user, Guid id, string digest, string? comment, CancellationToken cancellationToken)
    {
        comment = CommentText.Clean(comment);
        var act = new ApprovingAct(id, user, digest, comment);
        for (var attempt = 1; ; attempt++)
        {
            var isLast = false;
            var result = await ChangeAsync(user, id, RequestStepKind.Approved, standing =>
            {
                var (sight, now, policy) = (judge.Look(standing), clock.GetUtcNow(), live.Current.Policy);
                if (sight.Review is not { } review)
                    return new RequestResult(null, RequestRules.NothingToApprove(standing, now) ?? new PublishRefusal(PublishRefusalKind.Conflict, sight.Problem!, []));
                if (RequestRules.ToApprove(user, standing, review, sight.Digest, digest, now) is { } objection)
                    return new RequestResult(null, objection);
                if (CommentText.Problem(comment, "comment") is { } problem)
                    return RequestResult.Refused(PublishRefusalKind.Invalid, problem);
                var approved = act.WithOwn(standing, policy, now);
                isLast = RequestApprovals.ByPlace(RequestApprovals.Counting(approved, digest), review).All(at => at.Missing == 0);
                return isLast ? RequestResult.Done(standing) : RequestResult.Done(approved);
            }, cancellationToken);
            if (!isLast || result.Refusal is not null)
                return result;
            var published = await PublishAsync(user, act, cancellationToken);
            // Since the look, the environment came to ask for more: the approval is stored as one that is not the last.
            if (published.Refusal is not { Kind: PublishRefusalKind.ApprovalsMissing } || attempt == MaxAttempts)
                return published;
        }
    }

    public Task<RequestResult> DeclineAsync(ConsoleUser user, Guid id, string? reason, CancellationToken cancellationToken) => ChangeAsync(user, id, RequestStepKind.Declined, standing =>
    {
        var (sight, now) = (judge.Look(standing), clock.GetUtcNow());
        // What can no longer be reviewed, since something that it names is gone, is declined by whoever could have approved it.
        var refusal = sight.Review is { } review ? RequestRules.ToDecline(user, standing, review, now)
            : RequestRules.NothingToApprove(standing, now) ?? (standing.Places.Any(place => user.Has(ConsoleRole.Approver, place)) ? null : new PublishRefusal(PublishRefusalKind.Forbidden, "this needs the approver role there", []));
        var why = CommentText.Clean(reason);
        var problem = why is null ? "say why: whoever asked reads it" : CommentText.Problem(why, "reason", AskCheck.MaxReason);
        refusal ??= problem is null ? null : new PublishRefusal(PublishRefusalKind.Invalid, problem, []);
        return refusal is not null ? new RequestResult(null, refusal) : Closed(user, standing, RequestState.Declined, RequestStepKind.Declined, RequestStepKind.ExtensionDeclined, why);
    }, cancellationToken);

    /// <summary>Takes back what waits for approval: the request, or the extension of access in force.</summary>
    public Task<RequestResult> WithdrawAsync(ConsoleUser user, Guid id, CancellationToken cancellationToken) => ChangeAsync(user, id, RequestStepKind.Withdrawn, standing =>
        RequestRules.ToWithdraw(user, standing, clock.GetUtcNow()) is { } refusal
            ? new RequestResult(null, refusal)
            : Closed(user, standing, RequestState.Withdrawn, RequestStepKind.Withdrawn, RequestStepKind.ExtensionWithdrawn, null), cancellationToken);

    /// <summary>Asks that access in force lasts longer, from its present end on.</summary>
    public Task<RequestResult> AskForMoreAsync(ConsoleUser user, Guid id, TimeSpan duration, string reason, CancellationToken cancellationToken) => ChangeAsync(user, id, RequestStepKind.ExtensionAsked, standing =>
    {
        var now = clock.GetUtcNow();
        if (RequestRules.ToAskForMore(user, standing, now) is { } refusal)
            return new RequestResult(null, refusal);
        // No access that was asked for ever ends further ahead than the longest duration.
        var room = LongestDuration - (standing.EndsAt!.Value - now);
        Diagnostic[] problems = [.. AskCheck.OfDuration("/duration", duration, LongestDuration), .. AskCheck.OfReason("/reason", reason)];
        if (problems.Length == 0 && duration > room)
            problems = [new Diagnostic(DiagnosticCodes.DurationInvalid, Severity.Error, $"access may end at most {RequestDuration.Print(LongestDuration)} from now, and this ends later: ask for less, or ask nearer to its end", "/duration")];
        if (problems.Length > 0)
            return new RequestResult(null, new PublishRefusal(PublishRefusalKind.Invalid, "this cannot be asked for: mend what `problems` lists", problems));
        if (RequestPlan.Made(standing, live.Current.Policy.Objects).Problem is { } problem)
            return RequestResult.Refused(PublishRefusalKind.Conflict, problem);
        var step = new RequestStep(RequestStepKind.ExtensionAsked, user.Actor, now, reason.Trim());
        return RequestResult.Done(standing with { Extension = new RequestedExtension(now, duration, reason.Trim()), Steps = [.. standing.Steps, step] });
    }, cancellationToken);

    /// <summary>Takes access in force back now, without approvals.</summary>
    public Task<RequestResult> EndAsync(ConsoleUser user, Guid id, string? reason, CancellationToken cancellationToken) =>
        CommentText.Problem(CommentText.Clean(reason), "reason", AskCheck.MaxReason) is { } problem
            ? Task.FromResult(RequestResult.Refused(PublishRefusalKind.Invalid, problem))
            : PublishAsync(user, new EndingAct(id, user, CommentText.Clean(reason)), cancellationToken);

    /// <summary>The requests that the user may approve; null where they may approve none.</summary>
    public static GrantRequestFilter? Waiting(ConsoleUser user, DateTimeOffset now)
    {
        if (!user.IsPerson || !user.Has(ConsoleRole.Approver))
            return null;
        ValueList<RoleScope>? scopes = user.HasEverywhere(ConsoleRole.Approver) ? null : user.ScopesOf(ConsoleRole.Approver).ToValueList();
        return new GrantRequestFilter(now, RequestView.Waiting, Approver: new RequestApprover(user.Actor.Person, scopes));
    }

    /// <summary>A signer of its own takes approvals of drafts alone (ADR 47): what it would refuse at the end is not asked for.</summary>
    private IEnumerable<Diagnostic> Unsigned(AccessAsk ask, ChangeReview review) => sealing is SignerSealing && review.RequiredApprovals.ContainsKey(ask.Environment)
        ? [new Diagnostic(DiagnosticCodes.UnknownReference, Severity.Error, $"`{ask.Environment}` asks for approvals, and the signer takes those of drafts alone: draft a grant that ends", "/environment")]
        : [];

    private GrantRequest Made(ConsoleUser user, AccessAsk ask, ValueList<Place> places, DateTimeOffset now)
    {
        var (id, policy) = (Guid.CreateVersion7(), live.Current.Policy.Objects);
        return new GrantRequest
        {
            Id = id,
            Requester = user.Actor,
            AskedAt = now,
            Grant = RequestPlan.Template(ask, id),
            PrincipalId = policy.Find(ask.Principal)?.Id,
            RoleId = policy.Roles[ask.Role].Id,
            Duration = ask.Duration,
            LapsesAt = now + options.Value.OpenFor,
            Places = places,
            Steps = [new RequestStep(RequestStepKind.Asked, user.Actor, now)],
        };
    }

    private RequestResult Closed(ConsoleUser user, GrantRequest standing, RequestState state, RequestStepKind whole, RequestStepKind extension, string? reason)
    {
        var isWhole = standing.State == RequestState.Waiting;
        var step = new RequestStep(isWhole ? whole : extension, user.Actor, clock.GetUtcNow(), reason);
        return RequestResult.Done(standing with { State = isWhole ? state : standing.State, Extension = null, Steps = [.. standing.Steps, step] });
    }

    private async Task<RequestResult> PublishAsync(ConsoleUser user, RequestAct act, CancellationToken cancellationToken)
    {
        var outcome = await publisher.PublishAsync(new PublishRequest { User = user, Request = act }, cancellationToken);
        return outcome.Revision is { } revision && await requests.FindAsync(act.Request, cancellationToken) is { } request
            ? RequestResult.Done(request, revision)
            : new RequestResult(null, outcome.Refusal);
    }

    private async Task<RequestResult> ChangeAsync(ConsoleUser user, Guid id, RequestStepKind kind, Func<GrantRequest, RequestResult> act, CancellationToken cancellationToken)
    {
        var result = RequestResult.Refused(PublishRefusalKind.DraftNotFound, "there is no such request");
        var stored = await requests.UpdateAsync(id, standing =>
        {
            result = act(standing);
            return result.Request is { } next && next != standing ? new GrantRequestChange(next, RequestEvents.Of(next)) : null;
        }, cancellationToken);
        if (result.Refusal is { Kind: not PublishRefusalKind.DraftNotFound } refusal)
            return await RefuseAsync(user, id, kind, refusal, cancellationToken);
        return result.Refusal is null && stored is not null ? RequestResult.Done(stored) : result;
    }

    private async Task<RequestResult> RefuseAsync(ConsoleUser user, Guid? id, RequestStepKind kind, PublishRefusal refusal, CancellationToken cancellationToken)
    {
        await refusals.RecordAsync(RequestEvents.Refused(id, user.Actor, RequestEvents.ActionOf(kind), refusal, clock.GetUtcNow()), cancellationToken);
        return new RequestResult(null, refusal);
    }
}
