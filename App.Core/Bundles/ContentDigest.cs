using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Core.Bundles;

/// <summary>Digests that name archives and what they say.</summary>
public static class ContentDigest
{
    /// <summary>
    /// Lower-case hex SHA-256 of what a bundle says apart from its revision: roots, coverage and files, in any order of files.
    /// A publish whose digest equals the preceding one's keeps that archive byte for byte.
    /// </summary>
    public static string Of(IEnumerable<string> roots, CoverageCounts coverage, IEnumerable<BundleFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var root in roots)
            Append(hash, "root", Encoding.UTF8.GetBytes(root));
        Append(hash, "coverage", Encoding.UTF8.GetBytes(coverage.ToString()));
        foreach (var file in files.OrderBy(file => file.Path, StringComparer.Ordinal))
            Append(hash, file.Path, file.Content.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The <c>sha256:&lt;hex&gt;</c> form of an archive's hash.</summary>
    public static string Name(ReadOnlySpan<byte> sha256) => "sha256:" + Convert.ToHexStringLower(sha256);

    // Each part says its length first, so that no two lists of parts run together to the same bytes.
    private static void Append(IncrementalHash hash, string name, ReadOnlySpan<byte> content)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name}\n{content.Length}\n")));
        hash.AppendData(content);
    }
}
