using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Rollouts;

/// <summary>
/// The acts on a staged rollout, by people and by the console itself. Each is for the stage that was seen: of two who act at once one is first, and the other is told.
/// </summary>
public sealed class RolloutDesk(IStagedRolloutStore store, Publisher publisher, Rollback rollback, CatchUp catchUp, TimeProvider clock)
{
    private static readonly ConsoleUser System = new(Actor.System, []);

    /// <summary>Why somebody may not act on rollouts of the environment; null where they may.</summary>
    public static string? Objection(ConsoleUser user, string environment) =>
        user.Has(ConsoleRole.Admin, new Place(environment, null)) ? null : $"a rollout in `{environment}` is let go on, halted or taken back by those who have the admin role in all of it";

    /// <returns>Null where the revision was not staged there.</returns>
    public async Task<StagedRollout?> FindAsync(int revision, string environment, CancellationToken cancellationToken) =>
        (await store.FindAsync(revision, cancellationToken)).FirstOrDefault(rollout => rollout.Environment == environment);

    /// <summary>Releases it to the next stage, the rest after the last; a halted one too.</summary>
    public Task<RolloutActResult> PromoteAsync(ConsoleUser user, StagedRollout seen, CancellationToken cancellationToken) =>
        ActAsync(user, seen, rollout => rollout.IsLive, rollout => rollout.Promoted(clock.GetUtcNow()), cancellationToken);

    /// <summary>Keeps it where it is until somebody says otherwise.</summary>
    public Task<RolloutActResult> HaltAsync(ConsoleUser user, StagedRollout seen, string? reason, CancellationToken cancellationToken)
    {
        var why = CommentText.Clean(reason) ?? "halted by hand";
        return CommentText.Problem(why, "reason") is { } problem
            ? Task.FromResult(RolloutActResult.Refused(PublishRefusalKind.Invalid, problem))
            : ActAsync(user, seen, rollout => rollout.State == StagedRolloutState.Going, rollout => rollout.Halted(why), cancellationToken);
    }

    /// <summary>Lets a halted one go on by its plan; the stage's time begins anew.</summary>
    public Task<RolloutActResult> ResumeAsync(ConsoleUser user, StagedRollout seen, CancellationToken cancellationToken) =>
        ActAsync(user, seen, rollout => rollout.State == StagedRolloutState.Halted, rollout => rollout.Resumed(clock.GetUtcNow()), cancellationToken);

    /// <summary>
    /// Publishes the opposite to everybody, where that lets nobody in; it takes back what the revision changed in every environment, and is refused where one that it was staged in has it
    /// as a whole.
    /// </summary>
    public Task<RolloutActResult> TakeBackAsync(ConsoleUser user, StagedRollout seen, CancellationToken cancellationToken) => TakeBackAsync(user, seen, null, cancellationToken);

    private async Task<RolloutActResult> TakeBackAsync(ConsoleUser user, StagedRollout seen, string? reason, CancellationToken cancellationToken)
    {
        if (!IsSystem(user) && Objection(user, seen.Environment) is { } outside)
            return RolloutActResult.Refused(PublishRefusalKind.Forbidden, outside);
        if (!seen.IsLive)
            return Over(seen);
        var others = (await store.FindAsync(seen.Revision, cancellationToken)).Where(rollout => rollout.Environment != seen.Environment).ToArray();
        if (others.FirstOrDefault(rollout => rollout.State == StagedRolloutState.Complete) is { } complete)
        {
            return RolloutActResult.Refused(
                PublishRefusalKind.Conflict, $"revision {seen.Revision} has reached everybody in `{complete.Environment}`, where this would take it back too: {UndoByDraft(seen)}");
        }

        if (await rollback.FindCleanUndoAsync(seen.Revision, cancellationToken) is not var (patch, head))
        {
            return RolloutActResult.Refused(
                PublishRefusalKind.Conflict, $"later revisions changed what revision {seen.Revision} did: {UndoByDraft(seen)}, which asks what is to stand");
        }

        var request = new PublishRequest
        {
            User = user,
            Patch = patch,
            ExpectedRevision = head,
            TakesBack = [seen, .. others.Where(rollout => rollout.IsLive)],
            Summary = $"Take back revision {seen.Revision}{(reason is null ? "" : $": {reason}")}",
            IsAutomatic = IsSystem(user),
        };
        var outcome = await publisher.PublishAsync(request, cancellationToken);
        return outcome.Refusal is { } refusal
            ? new RolloutActResult(null, refusal)
            : new RolloutActResult(await FindAsync(seen.Revision, seen.Environment, cancellationToken), null);
    }

    /// <summary>What the console does by itself: goes on by time, or by health.</summary>
    public Task<RolloutActResult> PromoteAsync(StagedRollout seen, CancellationToken cancellationToken) => PromoteAsync(System, seen, cancellationToken);

    /// <inheritdoc cref="PromoteAsync(StagedRollout, CancellationToken)"/>
    public Task<RolloutActResult> HaltAsync(StagedRollout seen, string reason, CancellationToken cancellationToken) => HaltAsync(System, seen, reason, cancellationToken);

    /// <inheritdoc cref="PromoteAsync(StagedRollout, CancellationToken)"/>
    public Task<RolloutActResult> TakeBackAsync(StagedRollout seen, string reason, CancellationToken cancellationToken) => TakeBackAsync(System, seen, reason, cancellationToken);

    private async Task<RolloutActResult> ActAsync(
        ConsoleUser user, StagedRollout seen, Predicate<StagedRollout> isPossible, Func<StagedRollout, StagedRollout> act, CancellationToken cancellationToken)
    {
        if (!IsSystem(user) && Objection(user, seen.Environment) is { } outside)
            return RolloutActResult.Refused(PublishRefusalKind.Forbidden, outside);
        if (!isPossible(seen))
            return seen.IsLive ? RolloutActResult.Refused(PublishRefusalKind.Conflict, seen.State == StagedRolloutState.Halted ? "it is halted already" : "it is not halted") : Over(seen);
        var (next, now) = (act(seen), clock.GetUtcNow());
        var happened = next.State == StagedRolloutState.Going && seen.Reached == next.Reached ? StagedRolloutEvents.Resumed(next, user.Actor, now) : StagedRolloutEvents.Of(next, user.Actor, now);
        if (!await store.TryChangeAsync(seen, next, [happened], cancellationToken))
            return RolloutActResult.Refused(PublishRefusalKind.Conflict, "somebody else was first: look at where it stands now");
        // Others hear of it by the database; here it holds before the answer.
        await catchUp.RunAsync(cancellationToken);
        return new RolloutActResult(next, null);
    }

    private static bool IsSystem(ConsoleUser user) => user.Actor.Kind == ActorKind.System;

    private static string UndoByDraft(StagedRollout seen) => $"undo it by a draft (POST /api/v1/revisions/{seen.Revision}/undo)";

    private static RolloutActResult Over(StagedRollout seen) => RolloutActResult.Refused(
        PublishRefusalKind.Conflict, seen.State == StagedRolloutState.Complete ? "it has reached everybody: undo it by a draft if it is to go" : $"it was taken back by revision {seen.EndedBy}");
}

/// <summary>A rollout after an act on it, or why nothing was done.</summary>
public sealed record RolloutActResult(StagedRollout? Rollout, PublishRefusal? Refusal)
{
    public static RolloutActResult Refused(PublishRefusalKind kind, string message) => new(null, new PublishRefusal(kind, message, []));
}
