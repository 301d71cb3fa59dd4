using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Requests;
using AccessConsole.SignIn;
using AccessConsole.Signing;
using AccessConsole.Signing.Remote;
using AccessConsole.Telemetry;

namespace AccessConsole.Publishing;

/// <summary>
/// The one way to a new revision. Under the store's lock everything is checked once more on what then stands, compiled, signed and written whole;
/// only after the commit do polls wake.
/// </summary>
public sealed class Publisher(
    LivePolicy live, CatchUp catchUp, IPolicyStore store, ChangeReviewer reviewer, PolicyCompiler compiler, IBundleSealing sealing,
    BundleCatalog catalog, SigningKeyRing keys, StandingUsers standing, IBreakGlassStore glasses, ConsoleMetrics metrics, TimeProvider clock) : IDisposable
{
    // One publish at a time in this process; the store's lock orders the replicas.
    private readonly SemaphoreSlim gate = new(1);

    private static readonly PublishRefusal NothingChanged = new(PublishRefusalKind.NothingChanged, "the change leaves everything as it is", []);

    private static readonly PublishRefusal NotDue = new(PublishRefusalKind.NotDue, "nothing is to be published now: it was, or the time was taken back", []);

    private string? lastAutomaticRefusal;

    // Null until this process compiled everything once: a newer console may compile the same policy to other bytes.
    private LiveState? compiledHere;

    public async Task<PublishOutcome> PublishAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var result = "failed";
        try
        {
            var outcome = await PublishInTurnAsync(request, cancellationToken);
            result = outcome.Refusal is { } refusal ? JsonNamingPolicy.SnakeCaseLower.ConvertName(refusal.Kind.ToString()) : "published";
            return outcome;
        }
        finally
        {
            metrics.RecordPublish(clock.GetElapsedTime(started), result);
        }
    }

    public void Dispose() => gate.Dispose();

    private async Task<PublishOutcome> PublishInTurnAsync(PublishRequest request, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken);
        Activity? writing = null;
        try
        {
            Prepared? prepared = null;
            var outcome = await store.PublishAsync(new PublishSubject(request.Draft, request.Request?.Request), async (context, token) =>
            {
                if (context.HeadRevision != live.Current.Revision)
                    await catchUp.RunAsync(token);
                prepared = await TryPrepareAsync(request, context, token);
                writing = Phases.Begin(Phases.Write);
                return prepared.Plan;
            }, cancellationToken);
            writing?.Dispose();
            if (prepared?.Next is { } next)
                Announce(next, prepared);
            return outcome;
        }
        finally
        {
            writing?.Dispose();
            gate.Release();
        }
    }

    private void Announce(LiveState next, Prepared prepared)
    {
        using var phase = Phases.Begin(Phases.Announce);
        compiledHere = next;
        // Who hears of the revision finds its bundles.
        catalog.Publish(next.Revision, prepared.Bundles, prepared.Holds);
        live.Advance(next);
    }

    private async Task<Prepared> TryPrepareAsync(PublishRequest request, PublishContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await PrepareAsync(request, context, cancellationToken);
        }
        catch (SignerException e) when (!e.IsAway || request.Schedule is null)
        {
            // What is due at a time that somebody set is not refused for good because the signer is away: it is tried again.
            return Refuse(request, context, e.IsAway ? PublishRefusalKind.SignerAway : PublishRefusalKind.SignerRefused, e.Message);
        }
    }

    private async Task<Prepared> PrepareAsync(PublishRequest request, PublishContext context, CancellationToken cancellationToken)
    {
        var state = live.Current;
        var now = clock.GetUtcNow();
        if (request.Schedule is { } schedule)
        {
            if (context.Draft?.Schedule != schedule || schedule.At > now)
                return Refuse(request, context, NotDue);
            request = request with { User = await standing.FindAsync(schedule.By, schedule.Groups, cancellationToken) ?? request.User };
        }

        if (request.Draft is not null && context.Draft is null)
            return Refuse(request, context, PublishRefusalKind.DraftNotFound, "there is no such draft");
        if (request.Draft is not null && context.Draft!.State is not (DraftState.Editing or DraftState.Submitted))
            return Refuse(request, context, PublishRefusalKind.Conflict, $"the draft is {context.Draft.State.ToString().ToLowerInvariant()} and cannot be published");
        if ((context.Draft?.BaseRevision ?? request.ExpectedRevision) is { } seen && !state.IsBase(seen))
            return Refuse(request, context, PublishRefusalKind.BaseMoved, $"the change is against an earlier revision than {state.Revision}: rebase it and review it again");

        var start = EffectiveAt(request, state, now);
        if (request.Request is { } act)
        {
            var planned = context.Request is { } asked ? act.Plan(asked, state.Policy, start!.Value, now) : RequestPatch.Refused(PublishRefusalKind.DraftNotFound, "there is no such request");
            if (planned.Refusal is { } why)
                return Refuse(request, context, why);
            request = request with { Patch = planned.Patch, Summary = planned.Summary };
        }

        var newIds = new List<Guid>();
        var patch = PatchIds.Complete(context.Draft?.Patch ?? request.Patch, state.Policy.Objects, NewId);
        if (start is not { } effectiveAt || (patch.IsEmpty && !request.MayChangeBundlesAlone))
            return Refuse(request, context, NothingChanged);
        // What approvals bind is the draft's own patch; ids are completed only for what is written.
        var reviewed = context.Draft?.Patch ?? patch;
        var review = Review(state, reviewed, now);
        if (request.ExpectedDigest is { } read && read != review.Digest)
            return Refuse(request, context, PublishRefusalKind.Conflict, "the change is no longer what you saw: look at it as it stands now, and publish that");
        var objection = request.Emergency is { } emergency ? EmergencyRules.Objection(request.User, emergency, state.Policy, review, now)
            // Under the lock nobody breaks the glass between this look and the commit.
            : request.BreakGlass is { } glass ? BreakGlassRules.Objection(
                request.User, glass, await glasses.FindUnreviewedAsync(request.User.Actor.Person, cancellationToken), state.Policy, review, now)
            : request.RevisionTakenBack is { } back ? TakeBackRules.Objection(request, back, context.Rollouts, review)
            : request.Request is { } carried ? carried.Objection(context.Request!, state.Policy, review, now)
            : PublishRules.Objection(request, context.Draft, review);
        if (objection is { } refusal)
            return Refuse(request, context, refusal);

        // Where there is no draft, what was reviewed is what is written.
        var policy = context.Draft is null ? review.Draft : state.Policy.Apply(patch);
        var input = request.IssuerKeys is { } fetched ? new CompilationInput(policy, fetched, effectiveAt) : state.InputOf(policy, effectiveAt);
        var (staged, inTheWay) = StagedPublish.Of(request, context, () => Touched(request, state, input), keys.AreElsewhere);
        if (inTheWay is not null)
            return Refuse(request, context, inTheWay);
        var approvals = context.Draft is { } draft ? Approvals.Counting(draft, review.Digest) : request.Request?.Approvals(context.Request!, state.Policy, now) ?? [];
        var number = await sealing.NumberAsync(context.NextRevision, cancellationToken);
        var bundles = await SealAsync(
            new SealOrder(request.SigningKind, state, input, Compile(request, input), number, reviewed, context.Draft is null ? [] : [.. newIds], approvals, context.Draft, now) { Plans = staged.Plans },
            cancellationToken);
        // Keys that no bundle carries are taken note of; there is nothing to tell the engines.
        if (patch.IsEmpty && bundles.IsEmpty)
            return Refuse(request, context, NothingChanged) with { Next = state with { Input = input } };
        var revision = new Revision(
            number, now, effectiveAt, request.User.Actor, context.Draft?.Title ?? (request.IsUntitled ? ChangeTitle.Of(review.Access, () => review.Configuration) : null) ?? SummaryOf(request, state, effectiveAt),
            PolicyDigest.After(state.PolicyDigest, patch), context.Draft?.Id, context.Draft?.RollsBackTo, [.. approvals.Select(approval => approval.WithoutToken)], context.Draft?.Undoes ?? request.RevisionTakenBack, request.Emergency, request.BreakGlass);
        var done = request.Request?.Done(context.Request!, state.Policy, revision);
        var (begun, ended) = staged.With(revision, bundles);
        AuditEvent[] events = [.. PublishEvents.Of(revision, review, bundles.Length, request.Schedule), .. StagedPublish.Events(revision, begun, ended), .. done?.Events ?? []];
        var plan = new PublishPlan.Write(patch, revision, bundles, events, done?.Request) { Staged = begun, Ended = ended };
        var next = new LiveState(number, patch.IsEmpty ? state.PolicyRevision : number, revision.PolicyDigest, input, BundleSealer.Stamp(state.Bundles, bundles));
        return new Prepared(plan, next, bundles) { Holds = StagedPublish.Holds(begun, ended) };

        Guid NewId()
        {
            newIds.Add(Guid.CreateVersion7());
            return newIds[^1];
        }
    }

    /// <summary>
    /// From when the revision is in force; null where time changed nothing. INVARIANT (time): never before what it follows, wherever a clock has gone, or what
    /// ended would begin again.
    /// </summary>
    private DateTimeOffset? EffectiveAt(PublishRequest request, LiveState state, DateTimeOffset now)
    {
        var former = state.Input.EffectiveAt;
        if (request.IsBoundary)
            return compiler.Calendar.LastChange(state.Policy, now) is { } boundary && boundary > former ? boundary : null;
        var second = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        return second > former ? second : former;
    }

    /// <summary>What the console publishes by itself for another reason takes along what time changed, and says so.</summary>
    private string SummaryOf(PublishRequest request, LiveState state, DateTimeOffset effectiveAt)
    {
        if (!request.MayChangeBundlesAlone)
            return request.Summary;
        var byTime = BoundarySummary.Of(compiler.Calendar.Passed(state.Policy, state.Input.EffectiveAt, effectiveAt));
        return request.IsBoundary ? byTime ?? BoundarySummary.Ahead : byTime is null ? request.Summary : $"{request.Summary}. {byTime}";
    }

    private ChangeReview Review(LiveState state, PolicyPatch patch, DateTimeOffset now)
    {
        using var phase = Phases.Begin(Phases.Review);
        return reviewer.Review(state.PolicyRevision, state.Policy, patch, now);
    }

    private async Task<ImmutableArray<StoredBundle>> SealAsync(SealOrder order, CancellationToken cancellationToken)
    {
        using var phase = Phases.Begin(Phases.Seal);
        return await sealing.SealAsync(order, cancellationToken);
    }

    private HashSet<string> Touched(PublishRequest request, LiveState state, CompilationInput input) =>
    [
        .. Compile(request, input).Where(c => state.Bundles.GetValueOrDefault(c.Scope)?.ContentDigest != c.ContentDigest || catalog.IsUnvouched(c.Scope)).Select(c => c.Scope.Environment),
    ];

    private IEnumerable<CompiledBundle> Compile(PublishRequest request, CompilationInput input) => request.SealsAnew
        ? compiler.Compile(input, before: null).Concat(compiler.CompileTombstones(input, catalog.Wanting()))
        : compiler.Compile(input, compiledHere?.Input);

    private Prepared Refuse(PublishRequest request, PublishContext context, PublishRefusalKind kind, string message) => Refuse(request, context, new PublishRefusal(kind, message, []));

    private Prepared Refuse(PublishRequest request, PublishContext context, PublishRefusal refusal)
    {
        var now = clock.GetUtcNow();
        // What the console tries by itself until it can be is refused once, however often it is tried.
        var isRepeated = request.IsAutomatic && refusal.Message == lastAutomaticRefusal;
        if (request.IsAutomatic)
            lastAutomaticRefusal = refusal.Message;
        var events = isRepeated ? [] : PublishEvents.Refused(request, context.Draft, refusal, now);
        return new Prepared(new PublishPlan.Refuse(refusal, events, FailedSchedule.Of(request, context.Draft, refusal, now)), null, []);
    }

    /// <param name="Next">What this replica knows once the plan is carried out; null where that is what it knew.</param>
    private sealed record Prepared(PublishPlan Plan, LiveState? Next, ImmutableArray<StoredBundle> Bundles)
    {
        /// <summary>To whom they are released, handed over together with them.</summary>
        public IReadOnlyList<BundleHold> Holds { get; init; } = [];
    }
}
