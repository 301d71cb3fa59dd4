using System.IO.Compression;
using System.Security.Cryptography;

namespace AccessConsole.Cli.Pull.Decisions;

/// <summary>
/// One file of a log: the one that is written, or one before it that rotation moved away, packed or not. Its first line tells it apart, whatever it is called:
/// each line holds the random id of its request.
/// </summary>
internal sealed record LogFile(string Path, string Identity, DateTime WrittenAt)
{
    /// <summary>What is longer is no line of ours.</summary>
    public const int LongestLine = 64 << 10;

    /// <summary>Null where there is no such file, or no whole line in it yet.</summary>
    public static LogFile? Find(string path)
    {
        try
        {
            using var content = Open(path);
            var first = new byte[LongestLine];
            var read = content.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
            var end = first.AsSpan(0, read).IndexOf((byte)'\n');
            if (end < 0 && read < first.Length)
                return null;
            return new LogFile(path, Convert.ToHexStringLower(SHA256.HashData(first.AsSpan(0, end < 0 ? read : end))), File.GetLastWriteTimeUtc(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Those that rotation moved away, oldest first.</summary>
    public static IReadOnlyList<LogFile> FindRotated(string path)
    {
        var name = System.IO.Path.GetFileName(path);
        return
        [
            .. Directory.EnumerateFiles(System.IO.Path.GetDirectoryName(path)!, name + "?*")
                .Where(file => file.Length > path.Length)
                .Select(Find).OfType<LogFile>()
                .OrderBy(file => file.WrittenAt).ThenBy(file => file.Path, StringComparer.Ordinal),
        ];
    }

    /// <summary>Whole lines from a place on.</summary>
    /// <returns>The lines, where the next one begins, and how many were too long to be any.</returns>
    public (IReadOnlyList<byte[]> Lines, long Next, int TooLong) Read(long offset, int mostLines, int mostBytes)
    {
        using var content = Open(Path);
        Skip(content, offset);
        var buffer = new byte[mostBytes + LongestLine];
        var read = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return Split(buffer.AsSpan(0, read), offset, mostLines, read == buffer.Length);
    }

    private static (IReadOnlyList<byte[]>, long, int) Split(ReadOnlySpan<byte> content, long offset, int mostLines, bool isFull)
    {
        var lines = new List<byte[]>();
        var (start, tooLong) = (0, 0);
        while (lines.Count < mostLines)
        {
            var length = content[start..].IndexOf((byte)'\n');
            if (length < 0)
                break;
            if (length > LongestLine)
                tooLong++;
            else
                lines.Add(content.Slice(start, length).ToArray());
            start += length + 1;
        }

        // A line that fills the whole buffer has no end in sight: what there is of it is passed over.
        return start == 0 && isFull ? ([], offset + content.Length, 1) : (lines, offset + start, tooLong);
    }

    private static Stream Open(string path)
    {
        // Others write, rename and remove it meanwhile.
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static void Skip(Stream content, long offset)
    {
        if (content.CanSeek)
        {
            content.Seek(offset, SeekOrigin.Begin);
            return;
        }

        var buffer = new byte[81_920];
        while (offset > 0)
        {
            var read = content.Read(buffer, 0, (int)Math.Min(offset, buffer.Length));
            if (read == 0)
                return;
            offset -= read;
        }
    }
}
