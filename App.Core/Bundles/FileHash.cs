using System.Security.Cryptography;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Core.Bundles;

/// <summary>The hash by which a signature names a file, as OPA computes it.</summary>
public static class FileHash
{
    public const string Algorithm = "SHA-256";

    /// <summary>Lower-case hex: of the canonical form for <c>data.json</c> and the manifest, of the bytes for everything else.</summary>
    /// <exception cref="System.Text.Json.JsonException">A structured file is not JSON.</exception>
    public static string Of(BundleFile file) =>
        Convert.ToHexStringLower(SHA256.HashData((IsStructured(file.Path) ? CanonicalJson.Of(file.Content) : file.Content).Span));

    /// <summary>The same for a file that is in canonical form already, as compilers write their data: megabytes that need not be read to be hashed.</summary>
    public static string OfCanonical(BundleFile file) => Convert.ToHexStringLower(SHA256.HashData(file.Content.Span));

    private static bool IsStructured(string path) => path[(path.LastIndexOf('/') + 1)..] is "data.json" or BundlePaths.Manifest;
}
