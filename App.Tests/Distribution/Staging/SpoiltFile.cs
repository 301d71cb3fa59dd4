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

    /// <summary>What is held back, which is written before the archives, or the revision, which is written after them.</summary>
    public static SpoiltFile AnyOf(string distribution, Random dice)
    {
        var directory = Directory.CreateDirectory(Path.Combine(distribution, "bundles")).FullName;
        return new SpoiltFile(Path.Combine(directory, dice.Next(2) == 0 ? "holds.json" : "revision"), Path.Combine(distribution, "kept"));
    }

    public void Dispose()
    {
        Directory.Delete(path);
        if (File.Exists(kept))
            File.Move(kept, path);
    }
}
