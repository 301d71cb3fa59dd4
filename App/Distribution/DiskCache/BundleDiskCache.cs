using System.Globalization;
using AccessConsole.Configuration;
using AccessConsole.Core.Ports;

namespace AccessConsole.Distribution.DiskCache;

/// <summary>The current archives on this replica's own disk: what it serves after a restart while the database is away.</summary>
internal sealed class BundleDiskCache(DataPaths paths, ILogger<BundleDiskCache> logger)
{
    private const string RevisionFile = "revision";
    private readonly string directory = Path.Combine(paths.Distribution, "bundles");

    /// <summary>Every archive that is whole, and the revision up to which they were current; null where nothing was ever cached.</summary>
    public CachedBundles? Load()
    {
        if (!Directory.Exists(directory) || ReadRevision() is not { } revision)
            return null;
        PrivateFile.RemoveUnfinished(directory);
        var bundles = new List<StoredBundle>();
        var damaged = 0;
        foreach (var path in Directory.EnumerateFiles(directory, "*" + BundleFile.Extension))
        {
            if (TryRead(path) is { } bundle)
                bundles.Add(bundle);
            else
                damaged++;
        }

        return new CachedBundles(revision, bundles, damaged);
    }

    /// <summary>Writes what is not there yet; the revision last, because it vouches for the archives before it.</summary>
    public void Save(int revision, IEnumerable<StoredBundle> bundles)
    {
        Directory.CreateDirectory(directory);
        foreach (var bundle in bundles)
        {
            var path = Path.Combine(directory, BundleFile.NameOf(bundle));
            if (!BundleFile.Holds(path, bundle))
                BundleFile.Write(path, bundle);
        }

        var text = revision.ToString(CultureInfo.InvariantCulture);
        PrivateFile.Write(Path.Combine(directory, RevisionFile), System.Text.Encoding.ASCII.GetBytes(text));
    }

    private StoredBundle? TryRead(string path)
    {
        try
        {
            return BundleFile.Read(path);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
        {
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

/// <param name="Damaged">How many files were left out.</param>
internal sealed record CachedBundles(int Revision, IReadOnlyList<StoredBundle> Bundles, int Damaged);
