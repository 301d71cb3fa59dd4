namespace AccessConsole.Distribution.DiskCache;

/// <summary>Files that only this user reads, and that are there whole or not at all, whenever the process or the machine stops.</summary>
internal static class PrivateFile
{
    private const string Unfinished = ".unfinished";

    /// <summary>Replaces the file by one with these contents, written through to the disk before it takes the name.</summary>
    public static void Write(string path, params ReadOnlySpan<ReadOnlyMemory<byte>> contents)
    {
        // A name of its own for each write: two writers never share one half-written file.
        var unfinished = $"{path}.{Guid.NewGuid():N}{Unfinished}";
        try
        {
            using (var stream = new FileStream(unfinished, Options()))
            {
                foreach (var part in contents)
                    stream.Write(part.Span);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Delete(unfinished);
            throw;
        }
    }

    /// <summary>Removes what writers left behind that were stopped half-way.</summary>
    public static void RemoveUnfinished(string directory)
    {
        foreach (var path in Directory.EnumerateFiles(directory, "*" + Unfinished))
            File.Delete(path);
    }

    private static FileStreamOptions Options() => new()
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    };
}
