using System.Collections.Concurrent;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Signing;

namespace AccessConsole.Distribution.Catalog;

/// <summary>Every scope's current archive, in memory. Requests read it and nothing else.</summary>
public sealed class BundleCatalog(SigningKeyRing keys)
{
    internal const string PathPrefix = "/v1/bundles/";

    private readonly ConcurrentDictionary<string, BundleSlot> slots = new(StringComparer.Ordinal);
    private readonly BundleHolds holds = new();
    private readonly Lock publishing = new();
    private volatile int currentRevision;
    private volatile bool isLoaded;
    private volatile int completeRevision;

    /// <summary>Says what the disk cache has to write, in the order in which it was taken; <c>Revision</c> is the one up to which every archive is there, 0 where that is not said.</summary>
    internal event Action<(int Revision, IReadOnlyList<StoredBundle> Bundles, IReadOnlyList<BundleHold> Holds)>? Published;

    /// <summary>The newest policy revision that this replica knows; archives have the one at which they last changed.</summary>
    public int CurrentRevision => currentRevision;

    /// <summary>Whether there is something to serve from, be it the empty policy.</summary>
    public bool IsLoaded => isLoaded;

    /// <summary>
    /// Takes a committed revision's archives and wakes the polls whose answer they change. Safe to call again, late, or out of order: a scope never goes back
    /// to an older archive.
    /// </summary>
    /// <param name="revision">The revision up to which every archive is there once these are; 0 where that cannot be said.</param>
    /// <param name="bundles">The archives that changed, once for each key; none where the revision changed no bundle.</param>
    /// <param name="told">To whom revisions are released, as it was found after the archives were: who hands over an archive without it hands it to everybody.</param>
    public void Publish(int revision, IReadOnlyList<StoredBundle> bundles, IReadOnlyList<BundleHold> told) => Take(revision, bundles, told, isNews: true);

    /// <summary>Takes archives as <see cref="Publish"/> does, but leaves the disk cache as it is.</summary>
    public void Load(int revision, IReadOnlyList<StoredBundle> bundles, IReadOnlyList<BundleHold> told) => Take(revision, bundles, told, isNews: false);

    private void Take(int revision, IReadOnlyList<StoredBundle> bundles, IReadOnlyList<BundleHold> told, bool isNews)
    {
        var changed = new HashSet<BundleSlot>();
        lock (publishing)
        {
            // INVARIANT (stages): who may not have an archive is known before the archive is there, and until every archive of what follows is.
            Hold(holds.Tell(told), changed);
            changed.UnionWith(bundles.GroupBy(bundle => bundle.Scope).Select(Place).OfType<BundleSlot>());
            // INVARIANT (freshness): it grows after the archives are in place, and after they are noted as what followed others; FreshRevisionOf and NewestRevisionOf rely on it.
            completeRevision = Math.Max(completeRevision, revision);
            Hold(holds.LiftAt(completeRevision), changed);
            currentRevision = Math.Max(currentRevision, bundles.Select(bundle => bundle.Revision).Append(revision).Max());
            isLoaded = true;
            if (isNews)
                Published?.Invoke((revision, bundles, told));
        }

        foreach (var slot in changed)
            slot.Wake();
    }

    /// <summary>What is held back by now.</summary>
    internal IReadOnlyList<BundleHold> Holds()
    {
        lock (publishing)
            return [.. holds.All];
    }

    /// <param name="path">As requested, such as <c>/v1/bundles/production/opa</c>.</param>
    internal BundleSlot? Find(string path) => slots.GetValueOrDefault(path);

    internal BundleSlot? Find(BundleScope scope) => Find(PathOf(scope));

    /// <summary>
    /// The newest revision of which it is certain that this archive is its scope's: the one up to which every archive is there, unless a publish is replacing it right now,
    /// or is held back from some, for whom this one stays.
    /// </summary>
    internal int NewestRevisionOf(ServedBundle bundle)
    {
        // INVARIANT (freshness): read before the look at what is served, so that an older archive never passes for a newer revision's.
        var revision = FreshRevisionOf(bundle);
        var isServed = Find(bundle.Stored.Scope)?.View.Versions.Any(version => version.Bundles.Contains(bundle)) == true;
        return isServed ? revision : bundle.Stored.Revision;
    }

    /// <summary>The newest revision of which an archive is its scope's as long as it is served. What came of a later one whose other archives are missing says nothing of them.</summary>
    internal int FreshRevisionOf(ServedBundle bundle)
    {
        // INVARIANT (freshness): read before what followed the archive, which is noted before this grows.
        var complete = completeRevision;
        return Math.Min(Math.Max(complete, bundle.Stored.Revision), bundle.LastRevision);
    }

    /// <summary>All that somebody is handed.</summary>
    internal IEnumerable<StoredBundle> Bundles() => slots.Values.SelectMany(slot => slot.View.Versions).SelectMany(version => version.Bundles).Select(bundle => bundle.Stored);

    /// <summary>Whether this very archive is there.</summary>
    internal bool Has(StoredBundle bundle) => Find(bundle.Scope)?.View.Versions
        .FirstOrDefault(version => version.Revision == bundle.Revision)?.Find(bundle.KeyId)?.Stored.Sha256.Span.SequenceEqual(bundle.Sha256.Span) == true;

    /// <summary>Scopes whose current archive no live key signed: nobody vouches for it.</summary>
    internal IEnumerable<BundleScope> Unvouched() => slots.Values.Where(slot => slot.Current.LiveCount == 0).Select(slot => slot.Scope);

    /// <summary>Scopes to be sealed anew. Where a signer has the keys it signs by all of them at once, so that one which came since is a reason too.</summary>
    internal IEnumerable<BundleScope> Wanting() =>
        keys.AreElsewhere ? slots.Values.Where(slot => slot.Current.LiveCount < keys.For(slot.Scope.Environment).Count).Select(slot => slot.Scope) : Unvouched();

    internal bool IsUnvouched(BundleScope scope) => Find(scope)?.Current.LiveCount == 0;

    /// <summary>Whether some archive that somebody is handed is there, but not by every live key.</summary>
    internal bool LacksSignatures() => slots.Values.Any(slot => slot.View.Versions.Any(version => version.LiveCount < keys.For(slot.Scope.Environment).Count));

    /// <summary>Ends every held poll, and all that come.</summary>
    internal void Stop()
    {
        foreach (var slot in slots.Values)
            slot.Stop();
    }

    private static string PathOf(BundleScope scope) =>
        scope.Service is null ? $"{PathPrefix}{scope.Environment}/{scope.Target.Name()}" : $"{PathPrefix}{scope.Environment}/{scope.Target.Name()}/{scope.Service}";

    /// <summary>Has the scopes of these environments hold back what is to be held back now.</summary>
    private void Hold(IReadOnlyCollection<string> environments, HashSet<BundleSlot> changed)
    {
        if (environments.Count == 0)
            return;
        foreach (var slot in slots.Values.Where(slot => environments.Contains(slot.Scope.Environment)))
        {
            slot.Replace(SlotView.Of(slot.View.Versions, holds.Of(slot.Scope.Environment)));
            changed.Add(slot);
        }
    }

    private BundleSlot? Place(IGrouping<BundleScope, StoredBundle> archives)
    {
        var path = PathOf(archives.Key);
        slots.TryGetValue(path, out var slot);
        var known = slot?.View.Versions ?? [];
        // INVARIANT (revision order): the newest stays the newest, whatever a restored database or a stale replica says; older ones are kept where somebody is handed them.
        var next = SlotView.Of(With(archives, known), holds.Of(archives.Key.Environment));
        if (slot is null)
        {
            slots[path] = new BundleSlot(archives.Key, next);
            return null;
        }

        if (next.Versions.AsEnumerable().SequenceEqual(known, ReferenceEqualityComparer.Instance))
            return null;
        slot.Replace(next);
        return slot;
    }

    private IEnumerable<ServedScope> With(IGrouping<BundleScope, StoredBundle> archives, IEnumerable<ServedScope> known)
    {
        var versions = known.ToDictionary(version => version.Revision);
        foreach (var offered in archives.GroupBy(archive => archive.Revision))
            versions[offered.Key] = Serve(archives.Key, offered, versions.GetValueOrDefault(offered.Key));
        return versions.Values.OrderByDescending(version => version.Revision);
    }

    /// <summary>Joins what is offered with what is served at the same revision: a key that was added brings one more archive.</summary>
    /// <returns>What is served itself where nothing is added.</returns>
    private ServedScope Serve(BundleScope scope, IEnumerable<StoredBundle> offered, ServedScope? served)
    {
        var byKey = (served?.Bundles ?? []).ToDictionary(bundle => bundle.Stored.KeyId);
        var isSame = served is not null;
        foreach (var bundle in offered)
        {
            if (byKey.TryGetValue(bundle.KeyId, out var same) && same.Stored.Sha256.Span.SequenceEqual(bundle.Sha256.Span))
                continue;
            byKey[bundle.KeyId] = new ServedBundle(bundle);
            isSame = false;
        }

        return isSame ? served! : new ServedScope(
            [.. byKey.Values.OrderBy(bundle => keys.OrderOf(bundle.Stored.KeyId, scope.Environment)).ThenBy(bundle => bundle.Stored.KeyId, StringComparer.Ordinal)],
            byKey.Keys.Count(keyId => keys.Find(keyId, scope.Environment) is not null));
    }
}
