using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Points;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Emergencies;

/// <summary>Takes everything from a pipeline, workload, queue or identity provider at once; another person looks at it afterwards, and an ordinary change lifts it.</summary>
public sealed class EmergencyWorkflow(
    LivePolicy live, ChangeReviewer reviewer, PolicyCompiler compiler, Publisher publisher, EnforcementPoints points, IEmergencyStore store, IAuditLog audit,
    DraftWorkflow drafts, BundleCatalog catalog, TimeProvider clock)
{
    // Another revision may come between plan and publish; each attempt plans anew on what then stands.
    private const int MaxAttempts = 5;
    private const int MaxListed = 200;

    // A preview asks for no reason yet.
    private const string Unstated = "not said yet";

    /// <summary>Who would lose what, and which bundles and engines change. Costs a review and the compilation of what the deny touches; stores nothing.</summary>
    public EmergencyPreview Preview(ConsoleUser user, RevocationRequest request)
    {
        var state = live.Current;
        var now = clock.GetUtcNow();
        if (string.IsNullOrWhiteSpace(request.Reason))
            request = request with { Reason = Unstated };
        if (Plan(state, request) is var (plan, problem) && plan is null)
            return EmergencyPreview.Refused(new PublishRefusal(PublishRefusalKind.Invalid, problem!, []));
        if (plan.Patch.IsEmpty)
            return EmergencyPreview.Refused(AlreadyRevoked(plan));
        var review = reviewer.Review(state.PolicyRevision, state.Policy, plan.Patch, now);
        var refusal = EmergencyRules.Objection(user, Marked(plan, request), state.Policy, review, now);
        BundleScope[] bundles =
        [
            .. compiler.Compile(state.InputOf(review.Draft, now), state.InputOf(state.Policy, now))
                .Where(b => state.Bundles.GetValueOrDefault(b.Scope)?.ContentDigest != b.ContentDigest).Select(b => b.Scope).Order(),
        ];
        return new EmergencyPreview(
            plan, review, refusal, bundles, [.. points.List().Where(p => bundles.Contains(p.Scope))],
            [.. review.CoverageProblems.Select(p => p.Message)],
            [.. review.Tests.Where(t => t.IsSuspended).Select(t => t.Test)])
        {
            Completed = [.. catalog.Holds().Where(hold => !hold.IsOver && bundles.Any(bundle => bundle.Environment == hold.Environment)).Select(hold => (hold.Revision, hold.Environment))],
        };
    }

    /// <summary>Publishes the deny. Everything is checked again under the publish lock; a change that would let anybody in is refused.</summary>
    public async Task<PublishOutcome> RevokeAsync(ConsoleUser user, RevocationRequest request, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var state = live.Current;
            if (Plan(state, request) is var (plan, problem) && plan is null)
                return new PublishOutcome(null, new PublishRefusal(PublishRefusalKind.Invalid, problem!, []));
            if (plan.Patch.IsEmpty)
                return new PublishOutcome(null, AlreadyRevoked(plan));
            var outcome = await publisher.PublishAsync(
                new PublishRequest { User = user, Patch = plan.Patch, ExpectedRevision = state.Revision, Summary = $"Emergency: everything revoked of {request.Target}", Emergency = Marked(plan, request) },
                cancellationToken);
            if (outcome.Refusal is not { Kind: PublishRefusalKind.BaseMoved } || attempt == MaxAttempts)
                return outcome;
        }
    }

    /// <summary>A second person saw the emergency: the banner goes, the deny stays.</summary>
    /// <returns>Why not; null where it is done.</returns>
    public async Task<PublishRefusal?> ReviewAsync(ConsoleUser user, int revision, string? comment, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(revision, cancellationToken) is not { } record)
            return new PublishRefusal(PublishRefusalKind.DraftNotFound, $"revision {revision} is no emergency", []);
        var review = new EmergencyReview(revision, user.Actor, clock.GetUtcNow(), CommentText.Clean(comment));
        var refusal = ReviewObjection(user, record);
        if (refusal is null && CommentText.Problem(review.Comment, "comment") is { } problem)
            refusal = new PublishRefusal(PublishRefusalKind.Invalid, problem, []);
        if (refusal is null && !await store.ReviewAsync(review, EmergencyEvents.Reviewed(review, record.Emergency), cancellationToken))
            refusal = new PublishRefusal(PublishRefusalKind.Conflict, "somebody looked at this emergency already", []);
        if (refusal is not null)
            await audit.AppendAsync(Refused(user, revision, refusal, review.At), cancellationToken);
        return refusal;
    }

    /// <summary>Why this person cannot count as the one who looks; null where they can.</summary>
    public static PublishRefusal? ReviewObjection(ConsoleUser user, EmergencyRecord record)
    {
        if (record.Review is not null)
            return new PublishRefusal(PublishRefusalKind.Conflict, "somebody looked at this emergency already", []);
        var why = !user.IsPerson ? "a person looks at an emergency, never a token"
            : record.Revision.Author.Person == user.Actor.Person ? "you revoked this yourself: somebody else must look at it"
            : record.Emergency.Environments.All(e => user.Has(ConsoleRole.Approver, new Place(e, null))) ? null
            : "this needs the approver role wherever it was revoked";
        return why is null ? null : new PublishRefusal(PublishRefusalKind.Forbidden, why, []);
    }

    /// <summary>Drafts the end of an emergency deny, as an ordinary change with its approvals.</summary>
    /// <param name="grant">The deny's name.</param>
    public async Task<DraftResult> LiftAsync(ConsoleUser user, string grant, CancellationToken cancellationToken)
    {
        var policy = live.Current.Policy;
        if (policy.Grants.GetValueOrDefault(grant) is not { } deny || !EmergencyGrants.IsOne(deny))
            return DraftResult.Refused(PublishRefusalKind.DraftNotFound, $"no emergency deny `{grant}` is in force");
        var isLast = !policy.Grants.Values.Any(g => g.Role == EmergencyGrants.RoleName && g != deny);
        PolicyReference[] deletes = isLast ? [new(PolicyKind.Role, EmergencyGrants.RoleName), deny.Reference] : [deny.Reference];
        return await drafts.CreateAsync(user, new NewDraft($"Lift {grant}", new PolicyPatch { Deletes = deletes.ToValueList() }), cancellationToken);
    }

    /// <summary>The emergency denies in force, with what is recorded of each.</summary>
    public async Task<IReadOnlyList<StandingEmergency>> StandingAsync(CancellationToken cancellationToken)
    {
        var policy = live.Current.Policy;
        var denies = policy.Grants.Values.Where(EmergencyGrants.IsOne).ToArray();
        if (denies.Length == 0)
            return [];
        var newest = (await store.ListAsync(null, MaxListed, cancellationToken)).GroupBy(r => r.Emergency.Grant).ToDictionary(g => g.Key, g => g.First());
        return [.. denies.Select(d => d.Id is { } id && newest.TryGetValue(id, out var record) ? new StandingEmergency(d, record, IsBehind(d, record)) : new StandingEmergency(d, null, false))];

        bool IsBehind(Grant deny, EmergencyRecord record) =>
            EmergencyRevocation.Plan(policy.Objects, record.Emergency.Target, deny.Environments, deny.Reason ?? "", Guid.CreateVersion7).Plan is { Patch.IsEmpty: false };
    }

    private static (RevocationPlan? Plan, string? Problem) Plan(LiveState state, RevocationRequest request) =>
        CommentText.LineProblem(request.Target.Name, "name") is { } problem ? (null, problem)
        : EmergencyRevocation.Plan(state.Policy.Objects, request.Target, request.Environments, request.Reason.Trim(), Guid.CreateVersion7);

    private static Emergency Marked(RevocationPlan plan, RevocationRequest request) =>
        new(request.Target, plan.Grant.Id!.Value, plan.Grant.Environments, request.Reason.Trim());

    private static PublishRefusal AlreadyRevoked(RevocationPlan plan) =>
        new(PublishRefusalKind.NothingChanged, $"everything of {plan.Target} is revoked already, by the grant `{plan.Grant.Name}`", []);

    private static AuditEvent Refused(ConsoleUser user, int revision, PublishRefusal refusal, DateTimeOffset now) =>
        new(now, user.Actor, AuditActions.Refused, $"revision/{revision}", new Dictionary<string, string?>
        {
            ["what"] = AuditActions.EmergencyReviewed,
            ["why"] = refusal.Kind.ToString(),
            ["message"] = refusal.Message,
        });
}
