namespace AccessConsole.Tests.Distribution.Staging;

/// <summary>One file of the disk cache that cannot be written until this is disposed of; what it held before is there again then.</summary>
internal sealed class SpoiltFile : IDisposable
{
    private readonly string path;
    private readonly string kept;

    private SpoiltFile(string path, string kept)
    {
        (this.path, this.kept) = (path, kept);
        if (File.Exists(path))
            File.Move(path, kept);
        // A file cannot take the name of a directory.
        Directory.CreateDirectory(path);
    }

    /// <summary>What is held back, which is written before the archives, one of them, or the revision, which is written after them.</summary>
    public static SpoiltFile AnyOf(string distribution, Random dice)
    {
        var directory = Directory.CreateDirectory(Path.Combine(distribution, "bundles")).FullName;
        var archives = Directory.GetFiles(directory, "*.bundle").Order(StringComparer.Ordinal).ToArray();
        var name = dice.Next(3) switch
        {
            0 => "holds.json",
            1 when archives.Length > 0 => archives[dice.Next(archives.Length)],
            _ => "revision",
        };
        return new SpoiltFile(Path.Combine(directory, name), Path.Combine(distribution, "kept"));
    }

    public void Dispose()
    {
        Directory.Delete(path);
        if (File.Exists(kept))
            File.Move(kept, path);
    }
}
