using System.Security.Cryptography;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Tests.Distribution;

/// <summary>A root key, signing keys and their signed list as files, as an operator makes them.</summary>
internal sealed record KeyFiles(string RootPrivateFile, (string Key, string Value)[] Settings)
{
    public static KeyFiles Write(string directory, int signingKeys)
    {
        using var root = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var keys = Enumerable.Range(0, signingKeys).Select(_ => ECDsa.Create(ECCurve.NamedCurves.nistP256)).ToArray();
        var list = KeyList.SignAsync([.. keys.Select(SigningKeys.PublicPartOf)], 1, DateTimeOffset.UtcNow.AddDays(30), new EcdsaSigner(root), CancellationToken.None);
        File.WriteAllBytes(Path.Combine(directory, "keys.json"), list.AsTask().GetAwaiter().GetResult());
        var settings = new List<(string, string)>
        {
            ("Signing:RootPublicKeyFile", Put(directory, "root.pub.pem", SigningKeys.ExportPublicPem(SigningKeys.PublicPartOf(root)))),
            ("Signing:KeyListFile", Path.Combine(directory, "keys.json")),
        };
        for (var i = 0; i < keys.Length; i++)
        {
            var isNewest = i == keys.Length - 1;
            settings.Add((isNewest ? "Signing:KeyFile" : $"Signing:PreviousKeyFiles:{i}", Put(directory, $"{i}.pem", SigningKeys.ExportPrivatePem(keys[i]))));
            keys[i].Dispose();
        }

        return new KeyFiles(Put(directory, "root.pem", SigningKeys.ExportPrivatePem(root)), [.. settings]);
    }

    private static string Put(string directory, string name, string text)
    {
        var path = Path.Combine(directory, name);
        File.WriteAllText(path, text);
        return path;
    }
}
