using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Distribution.DiskCache;

/// <summary>One archive as a file: a line that says what it is, then its bytes.</summary>
internal static class BundleFile
{
    public const string Extension = ".bundle";
    private const byte LineFeed = (byte)'\n';
    private const int MaxHeader = 4096;

    /// <summary>With which the name begins of what is kept for those who are not handed the newest.</summary>
    public const string FormerPrefix = "former-";

    /// <summary>The same for every archive of a scope and key, so that a newer one replaces the older.</summary>
    public static string NameOf(StoredBundle bundle) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{bundle.Scope}\n{bundle.KeyId}"))) + Extension;

    /// <param name="hold">The revision before which it is kept.</param>
    public static string FormerNameOf(StoredBundle bundle, int hold) => FormerPrefixOf(hold) + NameOf(bundle);

    public static string FormerPrefixOf(int hold) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{FormerPrefix}{hold}-");

    public static byte[] HeaderOf(StoredBundle bundle) =>
    [
        .. JsonSerializer.SerializeToUtf8Bytes(new Header(
            bundle.Scope.Environment,
            bundle.Scope.Target.Name(),
            bundle.Scope.Service,
            bundle.Revision,
            bundle.KeyId,
            bundle.ContentDigest,
            Convert.ToHexStringLower(bundle.Sha256.Span),
            bundle.IsTombstone)),
        LineFeed,
    ];

    public static void Write(string path, StoredBundle bundle) => PrivateFile.Write(path, HeaderOf(bundle), bundle.Archive);

    /// <summary>Whether the file holds this very archive already.</summary>
    public static bool Holds(string path, StoredBundle bundle)
    {
        if (!File.Exists(path))
            return false;
        var header = HeaderOf(bundle);
        using var stream = File.OpenRead(path);
        var found = new byte[header.Length];
        return stream.Length == header.Length + bundle.Archive.Length
            && stream.ReadAtLeast(found, found.Length, throwOnEndOfStream: false) == found.Length
            && found.AsSpan().SequenceEqual(header);
    }

    /// <summary>The revision that the file's first line names; null where there is no such file or line.</summary>
    public static int? RevisionOf(string path)
    {
        if (!File.Exists(path))
            return null;
        using var stream = File.OpenRead(path);
        var line = new byte[MaxHeader];
        var read = stream.ReadAtLeast(line, line.Length, throwOnEndOfStream: false);
        var end = Array.IndexOf(line, LineFeed, 0, read);
        return end < 0 ? null : HeaderIn(line.AsSpan(0, end))?.Revision;
    }

    /// <exception cref="InvalidDataException">The file is truncated, altered, or not such a file.</exception>
    public static StoredBundle Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var end = Array.IndexOf(bytes, LineFeed, 0, Math.Min(bytes.Length, MaxHeader));
        if (end < 0 || HeaderIn(bytes.AsSpan(0, end)) is not { } header || Targets.Find(header.Target) is not { } target)
            throw new InvalidDataException("it does not begin with the line that says what it holds");
        var archive = bytes.AsMemory(end + 1);
        var sha256 = SHA256.HashData(archive.Span);
        if (Convert.ToHexStringLower(sha256) != header.Sha256)
            throw new InvalidDataException("its archive does not have the digest that its first line says");
        var scope = new BundleScope(header.Environment, target, header.Service);
        return new StoredBundle(scope, header.Revision, header.KeyId, header.ContentDigest, sha256, archive, header.IsTombstone);
    }

    private static Header? HeaderIn(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize<Header>(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Header(
        string Environment, string Target, string? Service, int Revision, string KeyId, string ContentDigest, string Sha256, bool IsTombstone);
}
