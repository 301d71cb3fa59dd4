using System.Buffers;
using System.Globalization;

namespace AccessConsole.Distribution.Catalog;

/// <summary>Entity tags <c>"{revision}-{sha256}"</c>, and what a request's <c>If-None-Match</c> says of them.</summary>
internal readonly record struct EntityTag(int Revision, string Sha256Hex)
{
    private const int HexLength = 64;
    private const string WeakPrefix = "W/";
    private static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    public static string Write(int revision, ReadOnlySpan<byte> sha256) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{revision}-{Convert.ToHexStringLower(sha256)}\"");

    /// <summary>The digest as RFC 9530 writes it.</summary>
    public static string ReprDigest(ReadOnlySpan<byte> sha256) => $"sha-256=:{Convert.ToBase64String(sha256)}:";

    /// <summary>Reads one tag of ours, weak or strong; null for any other text.</summary>
    public static EntityTag? Read(ReadOnlySpan<char> text)
    {
        var tag = Opaque(text);
        var dash = tag.IndexOf('-');
        if (tag.Length < 2 || tag[0] != '"' || tag[^1] != '"' || dash < 0 || tag.Length - dash - 2 != HexLength)
            return null;
        var hex = tag[(dash + 1)..^1];
        return int.TryParse(tag[1..dash], NumberStyles.None, CultureInfo.InvariantCulture, out var revision) && !hex.ContainsAnyExcept(LowerHex)
            ? new EntityTag(revision, hex.ToString())
            : null;
    }

    /// <summary>
    /// The tag among those a client holds that makes its copy current: the bundle's own, or one of a newer revision, which another replica handed
    /// out and which this one must not undo. Null where there is none.
    /// </summary>
    public static string? Current(string? ifNoneMatch, ServedBundle bundle) => Same(ifNoneMatch, bundle) ?? Newer(ifNoneMatch, bundle);

    /// <summary>The bundle's own tag where the client holds it; else null.</summary>
    public static string? Same(string? ifNoneMatch, ServedBundle bundle)
    {
        if (string.Equals(ifNoneMatch, bundle.ETag, StringComparison.Ordinal))
            return bundle.ETag;
        foreach (var range in ifNoneMatch.AsSpan().Split(','))
        {
            var tag = ifNoneMatch.AsSpan(range).Trim();
            if (tag is "*" || Opaque(tag).SequenceEqual(bundle.ETag))
                return bundle.ETag;
        }

        return null;
    }

    private static string? Newer(string? ifNoneMatch, ServedBundle bundle)
    {
        foreach (var range in ifNoneMatch.AsSpan().Split(','))
        {
            var text = ifNoneMatch.AsSpan(range).Trim();
            if (Read(text) is { } tag && tag.Revision > bundle.Stored.Revision)
                return Opaque(text).ToString();
        }

        return null;
    }

    // If-None-Match compares weakly (RFC 9110, section 13.1.2).
    private static ReadOnlySpan<char> Opaque(ReadOnlySpan<char> text) => text.StartsWith(WeakPrefix, StringComparison.Ordinal) ? text[WeakPrefix.Length..] : text;
}
