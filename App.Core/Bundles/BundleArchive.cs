using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Core.Bundles;

/// <summary>Gzip-compressed tar as OPA reads it. Writing is deterministic; reading trusts nothing.</summary>
public static class BundleArchive
{
    /// <summary>Of an archive as transferred, and of all it inflates to, in bytes.</summary>
    public const int MaxSize = 64 << 20;

    /// <summary>Writes regular files in the order given, owned by nobody, of no time.</summary>
    public static byte[] Write(IEnumerable<BundleFile> files)
    {
        using var output = new MemoryStream();
        // Every change of a large environment compresses all of it: speed is worth a fifth more bytes.
        using (var gzip = new GZipStream(output, CompressionLevel.Fastest))
        using (var tar = new TarWriter(gzip, TarEntryFormat.Ustar))
        {
            foreach (var file in files)
                tar.WriteEntry(EntryOf(file));
        }

        return output.ToArray();
    }

    /// <summary>The files in the archive's order.</summary>
    /// <exception cref="InvalidDataException">It is not such an archive, holds anything but regular files with valid names, or exceeds a limit.</exception>
    public static ImmutableArray<BundleFile> Read(ReadOnlyMemory<byte> archive)
    {
        using var tar = new TarReader(new MemoryStream(Inflate(archive), writable: false));
        var files = ImmutableArray.CreateBuilder<BundleFile>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            while (tar.GetNextEntry() is { } entry)
            {
                var file = FileOf(entry);
                files.Add(seen.Add(file.Path) ? file : throw new InvalidDataException($"the archive holds `{file.Path}` twice"));
            }
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or ArgumentException)
        {
            throw new InvalidDataException("the archive's tar is damaged or truncated", e);
        }

        return files.Count > 0 ? files.ToImmutable() : throw new InvalidDataException("the archive holds no file");
    }

    private static UstarTarEntry EntryOf(BundleFile file) => new(TarEntryType.RegularFile, file.Path)
    {
        Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead,
        ModificationTime = DateTimeOffset.UnixEpoch,
        DataStream = new MemoryStream(file.Content.ToArray(), writable: false),
    };

    private static BundleFile FileOf(TarEntry entry)
    {
        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
            throw new InvalidDataException($"the archive holds `{entry.Name}`, which is not a regular file");
        if (!BundlePaths.IsValid(entry.Name))
            throw new InvalidDataException($"the archive holds `{entry.Name}`, which is not a name that a bundle may use");
        using var content = new MemoryStream((int)entry.Length);
        entry.DataStream?.CopyTo(content);
        if (content.Length != entry.Length)
            throw new EndOfStreamException();
        return new BundleFile(entry.Name, content.ToArray());
    }

    private static byte[] Inflate(ReadOnlyMemory<byte> archive)
    {
        if (archive.Length > MaxSize)
            throw new InvalidDataException($"the archive has {archive.Length} bytes; at most {MaxSize} are read");
        using var gzip = new GZipStream(new MemoryStream(archive.ToArray(), writable: false), CompressionMode.Decompress);
        using var inflated = new MemoryStream();
        var buffer = new byte[81920];
        int read;
        while ((read = gzip.Read(buffer)) > 0)
        {
            inflated.Write(buffer, 0, read);
            if (inflated.Length > MaxSize)
                throw new InvalidDataException($"the archive inflates to more than {MaxSize} bytes");
        }

        return inflated.ToArray();
    }
}
