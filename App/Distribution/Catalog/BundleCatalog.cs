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
    private readonly Lock publishing = new();
    private volatile int currentRevision;
    private volatile bool isLoaded;

    /// <summary>Says what the disk cache has to write.</summary>
    internal event Action<IReadOnlyList<StoredBundle>>? Published;

    /// <summary>The newest policy revision that this replica knows; archives have the one at which they last changed.</summary>
    public int CurrentRevision => currentRevision;

    /// <summary>Whether there is something to serve from, be it the empty policy.</summary>
    public bool IsLoaded => isLoaded;

    /// <summary>
    /// Takes a committed revision's archives and wakes the polls of their scopes. Safe to call again, late, or out of order: a scope never goes back
    /// to an older archive.
    /// </summary>
    /// <param name="bundles">The archives that changed, once for each key; none where the revision changed no bundle.</param>
    public void Publish(int revision, IReadOnlyList<StoredBundle> bundles)
    {
        Load(revision, bundles);
        Published?.Invoke(bundles);
    }

    /// <summary>Takes archives as <see cref="Publish"/> does, but leaves the disk cache as it is.</summary>
    public void Load(int revision, IReadOnlyList<StoredBundle> bundles)
    {
        List<BundleSlot> changed;
        lock (publishing)
        {
            changed = [.. bundles.GroupBy(bundle => bundle.Scope).Select(Place).OfType<BundleSlot>()];
            // INVARIANT (freshness): the revision grows after the archives are in place; NewestRevisionOf relies on it.
            currentRevision = Math.Max(currentRevision, bundles.Select(bundle => bundle.Revision).Append(revision).Max());
            isLoaded = true;
        }

        foreach (var slot in changed)
            slot.Wake();
    }

    /// <param name="path">As requested, such as <c>/v1/bundles/production/opa</c>.</param>
    internal BundleSlot? Find(string path) => slots.GetValueOrDefault(path);

    internal BundleSlot? Find(BundleScope scope) => Find(PathOf(scope));

    /// <summary>
    /// The newest revision of which it is certain that this archive is its scope's: the current one, unless a publish is replacing it right now.
    /// </summary>
    internal int NewestRevisionOf(ServedBundle bundle)
    {
        // INVARIANT (freshness): read before the look at what is served, so that an older archive never passes for a newer revision's.
        var revision = currentRevision;
        return Find(bundle.Stored.Scope)?.Current.Bundles.Contains(bundle) == true ? revision : bundle.Stored.Revision;
    }

    internal IEnumerable<StoredBundle> Bundles() => slots.Values.SelectMany(slot => slot.Current.Bundles).Select(bundle => bundle.Stored);

    /// <summary>Scopes whose current archive no live key signed: nobody vouches for it.</summary>
    internal IEnumerable<BundleScope> Unvouched() => slots.Values.Where(slot => slot.Current.LiveCount == 0).Select(slot => slot.Scope);

    /// <summary>Scopes to be sealed anew. Where a signer has the keys it signs by all of them at once, so that one which came since is a reason too.</summary>
    internal IEnumerable<BundleScope> Wanting() =>
        keys.AreElsewhere ? slots.Values.Where(slot => slot.Current.LiveCount < keys.For(slot.Scope.Environment).Count).Select(slot => slot.Scope) : Unvouched();

    internal bool IsUnvouched(BundleScope scope) => Find(scope)?.Current.LiveCount == 0;

    /// <summary>Whether some current archive is there, but not by every live key.</summary>
    internal bool LacksSignatures() => slots.Values.Any(slot => slot.Current.LiveCount < keys.For(slot.Scope.Environment).Count);

    /// <summary>Ends every held poll, and all that come.</summary>
    internal void Stop()
    {
        foreach (var slot in slots.Values)
            slot.Stop();
    }

    private static string PathOf(BundleScope scope) =>
        scope.Service is null ? $"{PathPrefix}{scope.Environment}/{scope.Target.Name()}" : $"{PathPrefix}{scope.Environment}/{scope.Target.Name()}/{scope.Service}";

    private BundleSlot? Place(IGrouping<BundleScope, StoredBundle> archives)
    {
        var path = PathOf(archives.Key);
        var newest = archives.Max(archive => archive.Revision);
        var offered = archives.Where(archive => archive.Revision == newest);
        if (!slots.TryGetValue(path, out var slot))
        {
            slots[path] = new BundleSlot(archives.Key, Serve(archives.Key, offered, []));
            return null;
        }

        // INVARIANT (revision order): a scope's revision never goes down, whatever a restored database or a stale replica says.
        if (newest < slot.Current.Revision)
            return null;
        var next = Serve(archives.Key, offered, newest == slot.Current.Revision ? slot.Current.Bundles : []);
        if (next.Bundles.SequenceEqual(slot.Current.Bundles))
            return null;
        slot.Replace(next);
        return slot;
    }

    /// <summary>Joins what is offered with what is served at the same revision: a key that was added brings one more archive.</summary>
    private ServedScope Serve(BundleScope scope, IEnumerable<StoredBundle> offered, IReadOnlyCollection<ServedBundle> served)
    {
        var byKey = served.ToDictionary(bundle => bundle.Stored.KeyId);
        foreach (var bundle in offered)
        {
            if (!byKey.TryGetValue(bundle.KeyId, out var same) || !same.Stored.Sha256.Span.SequenceEqual(bundle.Sha256.Span))
                byKey[bundle.KeyId] = new ServedBundle(bundle);
        }

        return new ServedScope(
            [.. byKey.Values.OrderBy(bundle => keys.OrderOf(bundle.Stored.KeyId, scope.Environment)).ThenBy(bundle => bundle.Stored.KeyId, StringComparer.Ordinal)],
            byKey.Keys.Count(keyId => keys.Find(keyId, scope.Environment) is not null));
    }
}
