namespace AccessConsole.Cli.Pull.Decisions;

/// <summary>A log followed across rotation, whether its files are renamed, copied and emptied, or packed.</summary>
/// <param name="settle">For how long a file that was moved away must have been still before the next one is begun: writers let go of it late.</param>
internal sealed class FollowedLog(string path, TimeSpan settle, TimeProvider clock)
{
    private const int MostLines = 2_000;
    private const int MostBytes = 1 << 20;

    /// <summary>The next lines.</summary>
    /// <returns>Where nothing is new, no lines and the same position; null while there is no log at all.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public (IReadOnlyList<byte[]> Lines, LogPosition Next)? Read(LogPosition? position)
    {
        var current = LogFile.Find(path);
        if (position is null)
            return current is null ? null : ReadOf(current, new LogPosition(current.Identity, 0));
        if (current?.Identity == position.File)
            return ReadOf(current, position);
        IReadOnlyList<LogFile> files = current is null ? LogFile.FindRotated(path) : [.. LogFile.FindRotated(path), current];
        var place = files.ToList().FindIndex(file => file.Identity == position.File);
        if (place < 0)
            // Rotation removes the oldest first: what is left is newer than what was lost, and of that nobody can say how much it was.
            return files.Count == 0 ? null : ReadOf(files[0], new LogPosition(files[0].Identity, 0, position.Lost + 1));
        return ReadOrGoOn(files, place, position);
    }

    private (IReadOnlyList<byte[]>, LogPosition) ReadOrGoOn(IReadOnlyList<LogFile> files, int place, LogPosition position)
    {
        var found = ReadOf(files[place], position);
        var isOver = found.Next.Offset == position.Offset && clock.GetUtcNow().UtcDateTime - files[place].WrittenAt >= settle;
        return isOver && place + 1 < files.Count ? ReadOf(files[place + 1], position with { File = files[place + 1].Identity, Offset = 0 }) : found;
    }

    private static (IReadOnlyList<byte[]> Lines, LogPosition Next) ReadOf(LogFile file, LogPosition position)
    {
        var (lines, next, tooLong) = file.Read(position.Offset, MostLines, MostBytes);
        return (lines, position with { Offset = next, Lost = position.Lost + tooLong });
    }
}
