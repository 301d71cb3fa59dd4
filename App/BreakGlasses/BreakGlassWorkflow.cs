using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Changes.BreakGlasses;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.BreakGlasses;

/// <summary>Lets somebody in for hours without waiting for approvals; another person judges it afterwards, and until then whoever did it does it no second time.</summary>
public sealed class BreakGlassWorkflow(
    LivePolicy live, ChangeReviewer reviewer, Publisher publisher, IBreakGlassStore store, IAuditLog audit, BreakGlassWatch watch, TimeProvider clock)
{
    // Another revision may come between plan and publish; each attempt plans anew on what then stands.
    private const int MaxAttempts = 5;

    // A preview asks for no reason yet.
    private const string Unstated = "not said yet";

    /// <summary>Who would gain what. Costs a review; stores nothing.</summary>
    public async Task<BreakGlassPreview> PreviewAsync(ConsoleUser user, BreakGlassRequest request, CancellationToken cancellationToken)
    {
        var (state, now) = (live.Current, clock.GetUtcNow());
        if (string.IsNullOrWhiteSpace(request.Reason))
            request = request with { Reason = Unstated };
        var (grant, problems) = BreakGlassGrant.Plan(state.Policy.Objects, request, now, Guid.CreateVersion7);
        if (grant is null)
            return new BreakGlassPreview(null, null, Invalid(problems));
        var unreviewed = await store.FindUnreviewedAsync(user.Actor.Person, cancellationToken);
        var review = reviewer.Review(state.PolicyRevision, state.Policy, PatchOf(grant), now);
        return new BreakGlassPreview(grant, review, BreakGlassRules.Objection(user, Marked(grant, request), unreviewed, state.Policy, review, now));
    }

    /// <summary>Publishes the grant at once. Everything is checked again under the publish lock.</summary>
    public async Task<PublishOutcome> BreakAsync(ConsoleUser user, BreakGlassRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var state = live.Current;
            var (grant, problems) = BreakGlassGrant.Plan(state.Policy.Objects, request, clock.GetUtcNow(), Guid.CreateVersion7);
            if (grant is null)
                return new PublishOutcome(null, Invalid(problems));
            var summary = $"Break-glass: {string.Join(", ", request.Pipelines.Concat(request.Workloads))} as {request.Role} in {string.Join(", ", grant.Environments)}";
            var outcome = await publisher.PublishAsync(
                new PublishRequest { User = user, Patch = PatchOf(grant), ExpectedRevision = state.Revision, Summary = summary, BreakGlass = Marked(grant, request) }, cancellationToken);
            if (outcome.Refusal is { Kind: PublishRefusalKind.BaseMoved } && attempt < MaxAttempts)
                continue;
            await watch.LookAsync(cancellationToken);
            return outcome;
        }
    }

    /// <summary>Somebody else's verdict, which is final.</summary>
    /// <returns>Why not; null where it is given.</returns>
    public async Task<PublishRefusal?> ReviewAsync(ConsoleUser user, int revision, BreakGlassVerdict verdict, string? comment, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(revision, cancellationToken) is not { } record)
            return new PublishRefusal(PublishRefusalKind.DraftNotFound, $"with revision {revision} nobody broke the glass", []);
        var said = CommentText.Clean(comment);
        if (said is null || CommentText.Problem(said, "comment") is not null)
            return new PublishRefusal(PublishRefusalKind.Invalid, CommentText.Problem(said, "comment") ?? "a verdict needs a comment: say what you looked at", []);
        var review = new BreakGlassReview(revision, user.Actor, clock.GetUtcNow(), verdict, said);
        var refusal = ReviewObjection(user, record);
        if (refusal is null && !await store.ReviewAsync(review, BreakGlassEvents.Reviewed(review, record.BreakGlass), cancellationToken))
            refusal = Reviewed;
        if (refusal is not null)
            await audit.AppendAsync(BreakGlassEvents.Refused(user.Actor, revision, refusal, review.At), cancellationToken);
        await watch.LookAsync(cancellationToken);
        return refusal;
    }

    /// <summary>Why this person cannot give the verdict; null where they can.</summary>
    public static PublishRefusal? ReviewObjection(ConsoleUser user, BreakGlassRecord record)
    {
        if (record.Review is not null)
            return Reviewed;
        var why = !user.IsPerson ? "a person gives the verdict, never a token"
            : record.Revision.Author.Person == user.Actor.Person ? "you broke the glass yourself: somebody else must look at it"
            : record.BreakGlass.Environments.All(e => user.Has(ConsoleRole.Approver, new Place(e, null))) ? null
            : "this needs the approver role wherever somebody was let in";
        return why is null ? null : new PublishRefusal(PublishRefusalKind.Forbidden, why, []);
    }

    private static readonly PublishRefusal Reviewed = new(PublishRefusalKind.Conflict, "somebody gave a verdict of this already", []);

    private static PolicyPatch PatchOf(Grant grant) => new() { Upserts = [grant] };

    private static BreakGlass Marked(Grant grant, BreakGlassRequest request) => new(grant.Id!.Value, grant.Name, grant.Environments, grant.Expires!.Value, request.Reason.Trim());

    private static PublishRefusal Invalid(IReadOnlyList<string> problems) => new(PublishRefusalKind.Invalid, string.Join("; ", problems), []);
}
