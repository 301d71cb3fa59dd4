using System.Collections.Immutable;
using System.Globalization;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Drafts;

/// <summary>Going back is an ordinary change: to an earlier state as a whole, or by what one revision changed while later changes stay.</summary>
public sealed class Rollback(IPolicyStore store, LivePolicy live, DraftConflicts conflicts, DraftWorkflow workflow, TimeProvider clock)
{
    /// <summary>Drafts the policy as it was at a revision.</summary>
    public async Task<DraftResult> StartAsync(ConsoleUser user, int revision, CancellationToken cancellationToken)
    {
        if (await store.LoadAsync(revision, cancellationToken) is not { } earlier)
            return Unknown(revision);
        var patch = PolicyDiffPatch.Between(live.Current.Policy.Objects, earlier.Document, Guid.CreateVersion7);
        if (patch.IsEmpty)
            return DraftResult.Refused(PublishRefusalKind.NothingChanged, $"the policy is as it was at revision {revision}");
        var title = string.Create(CultureInfo.InvariantCulture, $"Roll back to revision {revision}");
        return await workflow.CreateAsync(user, new NewDraft(title, patch, RollsBackTo: revision), cancellationToken);
    }

    /// <summary>
    /// Drafts the opposite of what a revision changed. Where later revisions changed the same objects, the draft stays against that revision, so that it
    /// shows each of them as a conflict, and is published only after somebody chose.
    /// </summary>
    public async Task<DraftResult> UndoAsync(ConsoleUser user, int revision, CancellationToken cancellationToken)
    {
        if (await FindOppositeAsync(revision, cancellationToken) is var (patch, problem) && problem is not null)
            return problem;
        var head = live.Current;
        var found = await conflicts.FindAsync(revision, patch, cancellationToken);
        if (found.Count == 0 && IsDone(patch, head.Policy.Objects))
            return DraftResult.Refused(PublishRefusalKind.NothingChanged, $"all that revision {revision} changed was taken back already");
        var title = string.Create(CultureInfo.InvariantCulture, $"Undo revision {revision}");
        var draft = found.Count == 0
            ? new NewDraft(title, PatchIds.TakeOver(patch, head.Policy.Objects), head.Revision, Undoes: revision)
            : new NewDraft(title, WithoutWhatIsGone(patch, found, head.Policy.Objects), revision, Undoes: revision);
        return await workflow.CreateAsync(user, draft, cancellationToken);
    }

    /// <summary>The opposite of what a revision changed, on the newest revision; with which revision that was.</summary>
    /// <returns>Null where later revisions changed the same objects, so that somebody has to choose, or where there is nothing to take back.</returns>
    public async Task<(PolicyPatch Patch, int Revision)?> FindCleanUndoAsync(int revision, CancellationToken cancellationToken)
    {
        var head = live.Current;
        if (await FindOppositeAsync(revision, cancellationToken) is var (patch, problem) && problem is not null)
            return null;
        var found = await conflicts.FindAsync(revision, patch, cancellationToken);
        return found.Count > 0 || IsDone(patch, head.Policy.Objects) ? null : (PatchIds.TakeOver(patch, head.Policy.Objects), head.Revision);
    }

    private async Task<(PolicyPatch Patch, DraftResult? Problem)> FindOppositeAsync(int revision, CancellationToken cancellationToken)
    {
        if (revision == 0)
            return (PolicyPatch.Empty, DraftResult.Refused(PublishRefusalKind.NothingChanged, "revision 0 is the empty policy and changed nothing"));
        if (await store.LoadAsync(revision, cancellationToken) is not { } undone)
            return (PolicyPatch.Empty, Unknown(revision));
        var before = await store.ListRevisionsAsync(revision, 1, cancellationToken) is [var former, ..] ? await store.LoadAsync(former.Number, cancellationToken) : null;
        var patch = PolicyDiffPatch.Between(PolicyObjects.Of(undone.Document), before?.Document ?? PolicyDocument.Empty, Guid.CreateVersion7);
        return patch.IsEmpty ? (patch, DraftResult.Refused(PublishRefusalKind.NothingChanged, $"revision {revision} left the policy as it was")) : (patch, null);
    }

    /// <summary>What a way back would bring again that had ended or was taken away; of any other draft the emergency revocations that it would lift.</summary>
    public ImmutableArray<Resurrection> Resurrected(Draft draft)
    {
        var all = Resurrections.Of(live.Current.Policy.Objects, draft.Patch, clock.GetUtcNow());
        return draft.RollsBackTo is null && draft.Undoes is null ? [.. all.Where(r => r.Kind == ResurrectionKind.LiftedEmergency)] : all;
    }

    /// <summary>What others deleted too needs no choice.</summary>
    private static PolicyPatch WithoutWhatIsGone(PolicyPatch patch, IReadOnlyList<DraftConflict> conflicts, PolicyObjects head) =>
        patch with { Deletes = patch.Deletes.Where(d => head.Find(d) is not null || conflicts.Any(c => c.Object == d)).ToValueList() };

    private static bool IsDone(PolicyPatch patch, PolicyObjects head) =>
        patch.Upserts.All(o => head.Find(o.Reference) == o) && patch.Deletes.All(d => head.Find(d) is null);

    private static DraftResult Unknown(int revision) => DraftResult.Refused(PublishRefusalKind.DraftNotFound, $"there is no revision {revision}");
}
