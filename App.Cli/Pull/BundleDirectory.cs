using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Cli.Pull;

/// <summary>
/// The puller's files: <c>bundles/&lt;revision&gt;-&lt;sha12&gt;/</c>, <c>deny-all/</c>, and the link <c>current</c> to one of them.
/// A directory is complete once it has its name: it is written under another and renamed.
/// </summary>
internal sealed class BundleDirectory(string root)
{
    public const string DenyAll = "deny-all";
    public const string Link = "current";
    private const string ArchiveName = "bundle.tar.gz";
    private const string UnfinishedPrefix = ".unfinished-";

    private readonly string bundles = Path.Combine(root, "bundles");
    private readonly string link = Path.Combine(root, Link);

    /// <summary>Absolute.</summary>
    public string Root => root;

    public string MemoryPath => Path.Combine(root, "memory.json");

    public string KeyListPath => Path.Combine(root, "keys.json");

    /// <summary>How far decisions were sent.</summary>
    public string SentPath => Path.Combine(root, "decisions.json");

    /// <summary>What is current: a path relative to the root, as given to <see cref="PointTo"/>.</summary>
    public string? Current => new FileInfo(link).LinkTarget;

    public static string NameOf(int revision, ReadOnlySpan<byte> sha256) => $"{revision}-{Convert.ToHexStringLower(sha256[..6])}";

    public static string TargetOf(string name) => "bundles/" + name;

    /// <summary>Holds the directory against other pullers until disposed; null when another holds it.</summary>
    public FileStream? TryLock()
    {
        Directory.CreateDirectory(root);
        try
        {
            return new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException))
        {
            return null;
        }
    }

    /// <summary>Makes the layout where it is missing; without a bundle everything is denied.</summary>
    /// <param name="denyAll">The files that deny everything.</param>
    public void Prepare(IReadOnlyList<BundleFile> denyAll)
    {
        Directory.CreateDirectory(bundles);
        Directory.CreateDirectory(Path.Combine(root, DenyAll));
        foreach (var file in denyAll)
        {
            var path = Path.Combine(root, DenyAll, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Durable.Replace(path, file.Content.Span);
        }

        if (!Directory.Exists(link))
            PointTo(DenyAll);
    }

    /// <summary>Writes a bundle with its archive; whatever goes wrong leaves nothing behind.</summary>
    public void Store(string name, ReadOnlyMemory<byte> archive, VerifiedBundle bundle)
    {
        var unfinished = Path.Combine(bundles, UnfinishedPrefix + name);
        var finished = Path.Combine(bundles, name);
        try
        {
            Remove(unfinished);
            Write(unfinished, [new BundleFile(ArchiveName, archive), .. FilesOf(bundle)]);
            Remove(finished);
            Durable.Rename(unfinished, finished);
        }
        catch
        {
            Remove(unfinished);
            throw;
        }
    }

    public byte[] ReadArchive(string name) => File.ReadAllBytes(Path.Combine(bundles, name, ArchiveName));

    /// <summary>Whether the files on disk are still the bundle's.</summary>
    public bool Holds(string name, VerifiedBundle bundle) => FilesOf(bundle).All(file =>
        Path.Combine(bundles, name, file.Path) is var path && File.Exists(path) && file.Content.Span.SequenceEqual(File.ReadAllBytes(path)));

    public void PointTo(string target) => Durable.Link(link, target);

    /// <summary>Removes every bundle but these, and what an interrupted puller left.</summary>
    public void RemoveAllBut(IReadOnlyCollection<string?> names)
    {
        foreach (var path in Directory.EnumerateDirectories(bundles).Where(path => !names.Contains(Path.GetFileName(path))))
            Remove(path);
    }

    /// <summary>With the manifest, from which the engine reads the revision that it shows.</summary>
    private static IEnumerable<BundleFile> FilesOf(VerifiedBundle bundle) => [new(BundlePaths.Manifest, bundle.Manifest.Write()), .. bundle.Files];

    private static void Write(string directory, IEnumerable<BundleFile> files)
    {
        foreach (var file in files)
        {
            var path = Path.Combine(directory, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            Durable.Write(path, file.Content.Span);
        }

        foreach (var inner in Directory.EnumerateDirectories(directory, "*", SearchOption.AllDirectories))
            Durable.SyncDirectory(inner);
        Durable.SyncDirectory(directory);
    }

    private static void Remove(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
    }
}
