using System.Security.Cryptography;
using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Core.Bundles;

/// <summary>Makes archives as they are stored and served.</summary>
public static class BundleSigner
{
    internal const string Type = "access-bundle+jws";

    /// <summary>
    /// Signs the manifest and the files for the manifest's scope. The same input gives the same signed content; only the signature's own bytes
    /// differ from one sealing to the next, as ECDSA wants it.
    /// </summary>
    /// <param name="files">JSON that OPA hashes by its meaning, <c>data.json</c>, is in <see cref="CanonicalJson"/>'s form; else nobody verifies the bundle.</param>
    /// <exception cref="ArgumentException">A file has a name that no bundle may hold, or twice.</exception>
    public static async ValueTask<SealedBundle> SealAsync(
        BundleManifest manifest, IReadOnlyList<BundleFile> files, ISigner signer, CancellationToken cancellationToken)
    {
        BundlePaths.Require(files);
        BundleFile[] signed = [new(BundlePaths.Manifest, manifest.Write()), .. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
        var payload = new JsonObject { ["files"] = new JsonArray([.. signed.Select(Entry)]), ["scope"] = manifest.Scope.ToString() };
        var jws = await Jws.SignAsync(Type, payload, signer, cancellationToken);
        var signatures = CanonicalJson.Of(new JsonObject { ["signatures"] = new JsonArray(jws) });
        var archive = BundleArchive.Write([.. signed, new(BundlePaths.Signatures, signatures)]);
        return new SealedBundle(archive, SHA256.HashData(archive));
    }

    private static JsonObject Entry(BundleFile file) =>
        new() { ["name"] = file.Path, ["hash"] = FileHash.OfCanonical(file), ["algorithm"] = FileHash.Algorithm };
}

/// <param name="Sha256">Of the archive, 32 bytes.</param>
public sealed record SealedBundle(ReadOnlyMemory<byte> Archive, ReadOnlyMemory<byte> Sha256)
{
    /// <summary><c>sha256:</c> and lower-case hex, as manifests and freshness name archives.</summary>
    public string Digest => ContentDigest.Name(Sha256.Span);
}
