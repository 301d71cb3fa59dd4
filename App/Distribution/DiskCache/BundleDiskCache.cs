using System.Globalization;
using System.Text;
using AccessConsole.Configuration;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;

namespace AccessConsole.Distribution.DiskCache;

/// <summary>The archives that somebody is handed on this replica's own disk: what it serves after a restart while the database is away.</summary>
internal sealed class BundleDiskCache
{
    private const string RevisionFile = "revision";
    private readonly string directory;
    private readonly ILogger<BundleDiskCache> logger;
    private readonly HoldsFile holdsFile;
    private readonly BundleHolds holds = new();

    // Their first lines may be whole: they are written anew although those say what is there.
    private readonly HashSet<string> damaged = new(StringComparer.Ordinal);

    // Whether the file says less than is known: what could not be written is due however little is new when it is tried again.
    private bool isHoldsFileBehind;
    private bool isForgettingDue;

    public BundleDiskCache(DataPaths paths, ILogger<BundleDiskCache> logger)
    {
        this.logger = logger;
        directory = Path.Combine(paths.Distribution, "bundles");
        holdsFile = new HoldsFile(Path.Combine(directory, "holds.json"), logger);
    }

    /// <summary>Every archive that is whole, the revision up to which all are there, and to whom they are released; null where nothing was ever cached.</summary>
    public CachedBundles? Load()
    {
        if (!Directory.Exists(directory) || ReadRevision() is not { } revision)
            return null;
        PrivateFile.RemoveUnfinished(directory);
        var bundles = Directory.EnumerateFiles(directory, "*" + BundleFile.Extension).Select(TryRead).OfType<StoredBundle>().ToList();
        var known = holdsFile.Read(isNeeded: Directory.EnumerateFiles(directory, BundleFile.FormerPrefix + "*").Any());
        holds.Tell(known ?? Closed(bundles));
        // What is left out may have followed what is there.
        return new CachedBundles(damaged.Count == 0 ? revision : 0, bundles, damaged.Count, [.. holds.All], IsClosed: known is null && holds.All.Any());
    }

    /// <summary>
    /// Writes what is not there yet. INVARIANT (stages): to whom a revision is released before its archives, and that it is released to all after those of what follows, so that a
    /// replica that is stopped in between never hands out more than it knew to be released. The revision comes last, because it vouches for the archives before it.
    /// </summary>
    /// <param name="revision">0 where it vouches for no more than before.</param>
    /// <param name="bundles">In any order, several of a scope too.</param>
    public void Save(int revision, IReadOnlyList<StoredBundle> bundles, IReadOnlyList<BundleHold> told)
    {
        Directory.CreateDirectory(directory);
        isHoldsFileBehind |= holds.Tell(told).Count > 0;
        if (isHoldsFileBehind)
            WriteHolds();
        foreach (var same in bundles.GroupBy(bundle => (bundle.Scope, bundle.KeyId)))
            Save([.. same.OrderByDescending(bundle => bundle.Revision)]);
        var complete = Math.Max(revision, ReadRevision() ?? 0);
        PrivateFile.Write(Path.Combine(directory, RevisionFile), Encoding.ASCII.GetBytes(complete.ToString(CultureInfo.InvariantCulture)));
        isForgettingDue |= holds.LiftAt(complete).Count > 0;
        if (isForgettingDue)
            Forget();
    }

    /// <param name="newestFirst">Of one scope and key.</param>
    private void Save(StoredBundle[] newestFirst)
    {
        var newest = newestFirst[0];
        var path = Path.Combine(directory, BundleFile.NameOf(newest));
        var there = BundleFile.RevisionOf(path);
        var relevant = holds.Of(newest.Scope.Environment).Where(hold => Math.Max(there ?? 0, newest.Revision) >= hold.Revision).ToArray();
        if (relevant.Length > 0)
        {
            StoredBundle[] all = there is not null && TryRead(path) is { } kept ? [.. newestFirst, kept] : newestFirst;
            foreach (var hold in relevant)
                KeepBefore(hold, all);
        }

        // What comes late does not take the place of what followed it.
        if (there is null || there <= newest.Revision)
            Write(path, newest);
    }

    /// <summary>Keeps the newest archive from before a hold, which those are handed who are not handed what follows.</summary>
    private void KeepBefore(BundleHold hold, StoredBundle[] bundles)
    {
        if (bundles.Where(bundle => bundle.Revision < hold.Revision).MaxBy(bundle => bundle.Revision) is not { } before)
            return;
        var former = Path.Combine(directory, BundleFile.FormerNameOf(before, hold.Revision));
        if (!File.Exists(former) || TryRead(former) is not { } kept || kept.Revision <= before.Revision)
            Write(former, before);
    }

    private void Write(string path, StoredBundle bundle)
    {
        if (!damaged.Contains(path) && BundleFile.Holds(path, bundle))
            return;
        BundleFile.Write(path, bundle);
        damaged.Remove(path);
    }

    private void WriteHolds()
    {
        holdsFile.Write(holds.All);
        isHoldsFileBehind = false;
    }

    /// <summary>What is held back no more needs nothing kept before it.</summary>
    private void Forget()
    {
        WriteHolds();
        var held = holds.All.Select(hold => BundleFile.FormerPrefixOf(hold.Revision)).ToArray();
        foreach (var path in Directory.EnumerateFiles(directory, BundleFile.FormerPrefix + "*"))
        {
            if (!held.Any(prefix => Path.GetFileName(path).StartsWith(prefix, StringComparison.Ordinal)))
                File.Delete(path);
        }

        isForgettingDue = false;
    }

    /// <summary>Where it cannot be read any more to whom an archive is released, whatever there is something before is nobody's.</summary>
    private static IEnumerable<BundleHold> Closed(List<StoredBundle> bundles) =>
        from scope in bundles.GroupBy(bundle => (bundle.Scope, bundle.KeyId))
        where scope.Count() > 1
        group scope.Max(bundle => bundle.Revision) by scope.Key.Scope.Environment into environment
        select BundleHold.Closed(environment.Key, environment.Min());

    private StoredBundle? TryRead(string path)
    {
        try
        {
            return BundleFile.Read(path);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            damaged.Add(path);
            logger.LogError(e, "the cached bundle `{Path}` is left out", path);
            return null;
        }
    }

    private int? ReadRevision()
    {
        var path = Path.Combine(directory, RevisionFile);
        if (!File.Exists(path))
            return null;
        if (int.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var revision))
            return revision;
        logger.LogError("the cached revision number in `{Path}` is damaged; the cached bundles say how far they go", path);
        return 0;
    }
}

/// <param name="Revision">0 where it cannot be said.</param>
/// <param name="Damaged">How many files were left out.</param>
/// <param name="IsClosed">Whether it cannot be read any more to whom some are released, so that nobody is handed them.</param>
internal sealed record CachedBundles(int Revision, IReadOnlyList<StoredBundle> Bundles, int Damaged, IReadOnlyList<BundleHold> Holds, bool IsClosed);
