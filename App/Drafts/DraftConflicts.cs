using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;

namespace AccessConsole.Drafts;

/// <summary>Finds what a draft touches that others published meanwhile.</summary>
public sealed class DraftConflicts(IPolicyStore store, LivePolicy live)
{
    public async Task<IReadOnlyList<PolicyReference>> FindAsync(Draft draft, CancellationToken cancellationToken)
    {
        var head = live.Current;
        if (head.IsBase(draft.BaseRevision))
            return [];
        var published = Touched(await store.LoadPatchAsync(draft.BaseRevision, head.Revision, cancellationToken)).ToHashSet();
        return [.. Touched(draft.Patch).Where(published.Contains).Order()];
    }

    private static IEnumerable<PolicyReference> Touched(PolicyPatch patch) => patch.Upserts.Select(o => o.Reference).Concat(patch.Deletes);
}
