using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;

namespace AccessConsole.Drafts;

/// <summary>Finds what a draft touches that others published meanwhile, by id and by name. What both made the same is no conflict.</summary>
public sealed class DraftConflicts(IPolicyStore store, LivePolicy live)
{
    public async Task<IReadOnlyList<DraftConflict>> FindAsync(Draft draft, CancellationToken cancellationToken) =>
        await FindAsync(draft.BaseRevision, draft.Patch, cancellationToken);

    /// <param name="baseRevision">What the patch is against.</param>
    public async Task<IReadOnlyList<DraftConflict>> FindAsync(int baseRevision, PolicyPatch patch, CancellationToken cancellationToken)
    {
        var head = live.Current;
        if (head.IsBase(baseRevision))
            return [];
        var published = await store.LoadPatchAsync(baseRevision, head.Revision, cancellationToken);
        var names = published.Upserts.Select(o => o.Reference).Concat(published.Deletes).ToHashSet();
        var ids = published.Upserts.Where(o => o.Id is not null).ToDictionary(o => (o.Kind, o.Id!.Value), o => o.Reference);

        var found = new List<DraftConflict>();
        foreach (var upsert in patch.Upserts.Where(o => head.Policy.Objects.Find(o.Reference) != o))
        {
            if (upsert.Id is { } id && ids.TryGetValue((upsert.Kind, id), out var now))
                found.Add(new DraftConflict(upsert.Reference, now));
            else if (names.Contains(upsert.Reference))
                found.Add(new DraftConflict(upsert.Reference, head.Policy.Objects.Find(upsert.Reference)?.Reference));
        }

        foreach (var deleted in patch.Deletes)
        {
            if (head.Policy.Objects.Find(deleted) is not null)
            {
                if (names.Contains(deleted))
                    found.Add(new DraftConflict(deleted, deleted));
            }
            else if (await FormerIdAsync(deleted, cancellationToken) is { } id && ids.TryGetValue((deleted.Kind, id), out var now))
            {
                found.Add(new DraftConflict(deleted, now));
            }
        }

        return [.. found.OrderBy(c => c.Object)];
    }

    /// <summary>The id of the object that last had a name that nothing has now.</summary>
    private async Task<Guid?> FormerIdAsync(PolicyReference gone, CancellationToken cancellationToken) =>
        await store.ListVersionsAsync(gone, 1, cancellationToken) is [var last, ..] ? last.Object.Id : null;
}
