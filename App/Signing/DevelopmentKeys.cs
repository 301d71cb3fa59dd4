using System.Security.Cryptography;
using System.Text;
using AccessConsole.Configuration;
using AccessConsole.Core.Bundles;
using AccessConsole.Distribution.DiskCache;

namespace AccessConsole.Signing;

/// <summary>
/// The root key, one signing key and the signed list that Development makes for itself on first start. Elsewhere the root key never
/// is where the console is.
/// </summary>
internal sealed class DevelopmentKeys(DataPaths paths, TimeProvider clock)
{
    private static readonly TimeSpan ListLifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan RenewedBefore = TimeSpan.FromDays(30);

    private string RootFile => Path.Combine(paths.Keys, "root.pem");

    private string RootPublicFile => Path.Combine(paths.Keys, "root.pub.pem");

    private string SigningFile => Path.Combine(paths.Keys, "signing.pem");

    private string ListFile => Path.Combine(paths.Keys, "keys.json");

    /// <summary>Makes what is missing and says where all of it is.</summary>
    public SigningOptions Provide()
    {
        MakeKey(RootFile);
        MakeKey(SigningFile);
        WriteRootPublic();
        RenewList();
        return new SigningOptions { KeyFile = SigningFile, RootPublicKeyFile = RootPublicFile, KeyListFile = ListFile };
    }

    private void WriteRootPublic()
    {
        using var root = ReadKey(RootFile);
        var pem = SigningKeys.ExportPublicPem(SigningKeys.PublicPartOf(root));
        if (!File.Exists(RootPublicFile) || File.ReadAllText(RootPublicFile) != pem)
            Write(RootPublicFile, pem);
    }

    /// <summary>Signs the list anew where it is missing, does not fit the keys, or nears its end.</summary>
    private void RenewList()
    {
        using var root = ReadKey(RootFile);
        using var signing = ReadKey(SigningFile);
        var key = SigningKeys.PublicPartOf(signing);
        var now = clock.GetUtcNow();
        if (Current(SigningKeys.PublicPartOf(root), now) is { } list && list.Keys.SequenceEqual([key]) && now < list.Expires - RenewedBefore)
            return;
        var signed = KeyList.SignAsync(new KeyList([key], now.ToUnixTimeSeconds(), now + ListLifetime), new EcdsaSigner(root), CancellationToken.None);
        // A key in memory signs at once: there is nothing to wait for.
        PrivateFile.Write(ListFile, signed.AsTask().GetAwaiter().GetResult());
    }

    private KeyList? Current(VerificationKey root, DateTimeOffset now) =>
        File.Exists(ListFile) ? KeyList.Verify(File.ReadAllBytes(ListFile), root, now, lowestVersion: 0).Value : null;

    private static void MakeKey(string path)
    {
        if (File.Exists(path))
            return;
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Write(path, SigningKeys.ExportPrivatePem(key));
    }

    private static ECDsa ReadKey(string path) => SigningKeys.ImportPrivatePem(File.ReadAllText(path));

    private static void Write(string path, string text) => PrivateFile.Write(path, Encoding.ASCII.GetBytes(text));
}
