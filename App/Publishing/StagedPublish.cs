using System.Collections.Immutable;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Rollouts;

namespace AccessConsole.Publishing;

/// <summary>What a publish is to staged rollouts: in which environments it begins one, and which it ends. Asked under the lock.</summary>
/// <param name="Plans">Of the environments in which it goes to the first stage.</param>
/// <param name="Endings">Those that end by it, and how.</param>
internal sealed record StagedPublish(IReadOnlyDictionary<string, RolloutPlan> Plans, IReadOnlyList<(StagedRollout Rollout, StagedRolloutState State)> Endings)
{
    public static readonly StagedPublish None = new(ImmutableDictionary<string, RolloutPlan>.Empty, []);

    /// <param name="touched">The environments whose bundles it changes; asked only where that matters.</param>
    /// <param name="isSignedElsewhere">Whether a signer has the keys, which vouches for the newest archives alone.</param>
    public static (StagedPublish Plan, PublishRefusal? Refusal) Of(PublishRequest request, PublishContext context, Func<IReadOnlySet<string>> touched, bool isSignedElsewhere)
    {
        var isStaged = request.IsStaged || request.Schedule is { IsStaged: true };
        if (!isStaged && context.Rollouts.Count == 0)
            return (None, null);
        var environments = touched();
        var standing = context.Rollouts.Where(rollout => environments.Contains(rollout.Environment)).Select(rollout => (Rollout: rollout, State: EndOf(request, context.Draft, rollout))).ToArray();
        if (standing.FirstOrDefault(found => found.State is null).Rollout is { } inTheWay)
            return (None, InTheWay(inTheWay));
        var plans = isStaged ? context.Plans.Where(plan => environments.Contains(plan.Environment)).ToDictionary(plan => plan.Environment, StringComparer.Ordinal) : [];
        if (isStaged && Objection(plans.Count, standing.Length, isSignedElsewhere) is { } objection)
            return (None, new PublishRefusal(PublishRefusalKind.Invalid, objection, []));
        return (new StagedPublish(plans, [.. standing.Select(found => (found.Rollout, found.State!.Value))]), null);
    }

    /// <summary>The rollouts as they are by the revision.</summary>
    /// <param name="bundles">What it publishes: where nothing changed after all nothing begins.</param>
    public (IReadOnlyList<StagedRollout> Begun, IReadOnlyList<StagedRollout> Ended) With(Revision revision, IReadOnlyList<StoredBundle> bundles)
    {
        var changed = bundles.Select(bundle => bundle.Scope.Environment).ToHashSet(StringComparer.Ordinal);
        return (
            [.. Plans.Values.Where(plan => changed.Contains(plan.Environment)).OrderBy(plan => plan.Environment, StringComparer.Ordinal).Select(plan => Begin(plan, revision))],
            [.. Endings.Select(ending => ending.Rollout.EndedWith(revision.Number, ending.State, revision.PublishedAt))]);
    }

    public static IEnumerable<AuditEvent> Events(Revision revision, IReadOnlyList<StagedRollout> begun, IReadOnlyList<StagedRollout> ended) =>
        begun.Concat(ended).Select(rollout => StagedRolloutEvents.Of(rollout, revision.Author, revision.PublishedAt));

    public static IReadOnlyList<BundleHold> Holds(IReadOnlyList<StagedRollout> begun, IReadOnlyList<StagedRollout> ended) => [.. begun.Concat(ended).Select(BundleHold.Of)];

    /// <summary>How a publish ends a rollout whose bundles it changes; null where it may not come between.</summary>
    private static StagedRolloutState? EndOf(PublishRequest request, Draft? draft, StagedRollout rollout) =>
        request.Emergency is not null ? StagedRolloutState.Complete
        : request.RevisionTakenBack == rollout.Revision || draft?.Undoes == rollout.Revision || draft?.RollsBackTo < rollout.Revision ? StagedRolloutState.TakenBack
        : null;

    private static PublishRefusal InTheWay(StagedRollout rollout) => new(
        PublishRefusalKind.RolloutUnderWay,
        $"revision {rollout.Revision} has not reached everybody in `{rollout.Environment}` yet (stage `{rollout.StageName}`): let it go on to the end, take it back, or undo it by a draft first", []);

    private static string? Objection(int plans, int endings, bool isSignedElsewhere) =>
        endings > 0 ? "what takes a staged publish back goes to everybody: publish it without stages"
        : plans == 0 ? "no environment whose bundles this changes has stages: set them (PUT /api/v1/rollouts/plans/ENVIRONMENT), or publish it to everybody"
        : isSignedElsewhere ? "a signer of its own vouches for the newest bundles alone, so that nothing can be held back: publish it to everybody"
        : null;

    private static StagedRollout Begin(RolloutPlan plan, Revision revision) => new()
    {
        Revision = revision.Number,
        Environment = plan.Environment,
        Stages = plan.Stages,
        Health = plan.Health,
        StartedAt = revision.PublishedAt,
        StartedBy = revision.Author,
        StageSince = revision.PublishedAt,
    };
}
