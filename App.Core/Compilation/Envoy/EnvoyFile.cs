using System.Security.Cryptography;
using System.Text;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>
/// A file that Envoy watches, a <c>DiscoveryResponse</c>. It is put together once from texts that are kept: in a large environment they are hundreds of
/// megabytes.
/// </summary>
internal static class EnvoyFile
{
    private const int VersionLength = 16;

    private static ReadOnlySpan<byte> Start => "{\"version_info\":\""u8;

    private static ReadOnlySpan<byte> Between => "\",\"resources\":["u8;

    private static ReadOnlySpan<byte> End => "]}"u8;

    /// <summary>The version is of the content, so that Envoy's own account of what it runs can be held against the file.</summary>
    /// <param name="before">What stands before the items, where they are the list of one resource.</param>
    public static BundleFile Of(string path, ReadOnlySpan<byte> before, IEnumerable<byte[]> items, ReadOnlySpan<byte> after)
    {
        var parts = items.ToArray();
        var list = before.Length + parts.Sum(part => part.Length) + Math.Max(0, parts.Length - 1) + after.Length;
        var content = new byte[Start.Length + VersionLength + Between.Length + list + End.Length];
        var rest = Put(Between, Put(Start, content)[VersionLength..]);
        var listed = content.AsSpan(content.Length - rest.Length, list);
        rest = Put(before, rest);
        for (var i = 0; i < parts.Length; i++)
            rest = Put(parts[i], i == 0 ? rest : Put(","u8, rest));
        Put(End, Put(after, rest));
        Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(listed).AsSpan(0, VersionLength / 2)), content.AsSpan(Start.Length));
        return new BundleFile(path, content);
    }

    /// <returns>What is left after it.</returns>
    private static Span<byte> Put(ReadOnlySpan<byte> text, Span<byte> place)
    {
        text.CopyTo(place);
        return place[text.Length..];
    }
}
