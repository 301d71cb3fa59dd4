using System.Collections.Immutable;
using System.Text.Json;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Core.Bundles;

/// <summary>Decides whether an archive is what the console published for a scope.</summary>
public static class BundleVerifier
{
    /// <summary>Reads the archive, then holds it against its signature, the signature against the keys, and its scope against the one expected.</summary>
    public static Verification<VerifiedBundle> Verify(
        ReadOnlyMemory<byte> archive, BundleScope expected, IReadOnlyCollection<VerificationKey> keys)
    {
        try
        {
            var files = BundleArchive.Read(archive);
            var jws = SignatureOf(files);
            if (jws is null)
                return Refuse(RefusalKind.Unsigned, "the bundle carries no signature");
            var signature = Jws.Verify(jws, BundleSigner.Type, keys);
            return signature.IsVerified ? Verify(files, expected, signature.Value) : new(signature.Refusal);
        }
        catch (Exception e) when (e is InvalidDataException or FormatException)
        {
            return Refuse(RefusalKind.Malformed, e.Message);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return Refuse(RefusalKind.Malformed, "the bundle holds a file of JSON that cannot be read");
        }
    }

    private static Verification<VerifiedBundle> Verify(ImmutableArray<BundleFile> files, BundleScope expected, JwsPayload signature)
    {
        var scope = signature.Content.GetProperty("scope").GetString();
        if (scope != expected.ToString())
            return Refuse(RefusalKind.Scope, $"the bundle is for `{scope}`; `{expected}` was expected");
        if (Compare(files, signature.Content.GetProperty("files")) is { } refusal)
            return new(refusal);
        if (files.FirstOrDefault(file => file.Path == BundlePaths.Manifest) is not { } manifestFile)
            return Refuse(RefusalKind.MissingFile, "the bundle has no manifest");
        var manifest = BundleManifest.Read(manifestFile.Content);
        return manifest.Scope == expected
            ? new(new VerifiedBundle(manifest, [.. files.Where(file => file.Path is not (BundlePaths.Manifest or BundlePaths.Signatures))], signature.KeyId))
            : Refuse(RefusalKind.Scope, $"the bundle's manifest is for `{manifest.Scope}`; `{expected}` was expected");
    }

    /// <summary>The first file that is not as signed, in the archive's order; null when all are.</summary>
    private static Refusal? Compare(ImmutableArray<BundleFile> files, JsonElement signed)
    {
        var hashes = signed.EnumerateArray().ToDictionary(file => file.GetProperty("name").GetString()!, HashOf, StringComparer.Ordinal);
        foreach (var file in files.Where(file => file.Path != BundlePaths.Signatures))
        {
            if (!hashes.Remove(file.Path, out var hash))
                return new Refusal(RefusalKind.UnexpectedFile, $"the bundle holds `{file.Path}`, which was not signed");
            if (hash != FileHash.Of(file))
                return new Refusal(RefusalKind.FileHash, $"`{file.Path}` is not what was signed");
        }

        return hashes.Count == 0 ? null : new Refusal(RefusalKind.MissingFile, $"the bundle lacks `{hashes.Keys.Min(StringComparer.Ordinal)}`, which was signed");
    }

    private static string HashOf(JsonElement file) => file.GetProperty("algorithm").GetString() == FileHash.Algorithm
        ? file.GetProperty("hash").GetString()!
        : throw new FormatException($"the signature hashes a file by something other than {FileHash.Algorithm}");

    private static string? SignatureOf(ImmutableArray<BundleFile> files)
    {
        if (files.FirstOrDefault(file => file.Path == BundlePaths.Signatures) is not { } file)
            return null;
        using var document = JsonDocument.Parse(file.Content);
        var signatures = document.RootElement.GetProperty("signatures");
        return signatures.GetArrayLength() switch
        {
            0 => null,
            1 => signatures[0].GetString(),
            _ => throw new FormatException("the bundle carries more than one signature"),
        };
    }

    private static Verification<VerifiedBundle> Refuse(RefusalKind kind, string message) => new(new Refusal(kind, message));
}

/// <param name="Files">All but the manifest and the signature, in the archive's order.</param>
/// <param name="KeyId">The key that signed it.</param>
public sealed record VerifiedBundle(BundleManifest Manifest, ImmutableArray<BundleFile> Files, string KeyId);
