using System.Collections.Immutable;
using System.Security.Cryptography;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Tests.Distribution;

/// <summary>A root key and signing keys as files; of the latter an operator puts some into use, and others later.</summary>
internal sealed class KeyShelf
{
    private readonly string directory;
    private readonly VerificationKey[] keys;
    private long version;

    /// <param name="count">How many signing keys, from the oldest.</param>
    public KeyShelf(string directory, int count)
    {
        this.directory = directory;
        keys = [.. Enumerable.Range(0, count).Select(i => Make($"{i}.pem"))];
        RootPublicFile = Put("root.pub.pem", SigningKeys.ExportPublicPem(Make("root.pem")));
    }

    public string RootFile => At("root.pem");

    public string RootPublicFile { get; }

    public string ListFile => At("keys.json");

    public VerificationKey this[int key] => keys[key];

    /// <summary>Signs the list of these keys, oldest first, and gives the settings by which the console uses them.</summary>
    public (string Key, string Value)[] Use(params int[] live) => Use(live, []);

    /// <param name="own">Environments' own keys, one for each.</param>
    public (string Key, string Value)[] Use(int[] live, (string Environment, int Key)[] own)
    {
        using var root = SigningKeys.ImportPrivatePem(File.ReadAllText(RootFile));
        var named = new KeyList([.. live.Select(i => keys[i]), .. own.OrderBy(o => o.Environment, StringComparer.Ordinal).Select(o => keys[o.Key])], ++version, DateTimeOffset.UtcNow.AddDays(30))
        {
            Environments = own.ToImmutableSortedDictionary(o => keys[o.Key].KeyId, o => ImmutableArray.Create(o.Environment), StringComparer.Ordinal),
        };
        var list = KeyList.SignAsync(named, new EcdsaSigner(root), CancellationToken.None);
        File.WriteAllBytes(ListFile, list.AsTask().GetAwaiter().GetResult());
        return
        [
            ("Signing:RootPublicKeyFile", RootPublicFile),
            ("Signing:KeyListFile", ListFile),
            ("Signing:KeyFile", At($"{live[^1]}.pem")),
            .. live[..^1].Select((key, i) => ($"Signing:PreviousKeyFiles:{i}", At($"{key}.pem"))),
            .. own.Select(o => ($"Signing:Environments:{o.Environment}:KeyFile", At($"{o.Key}.pem"))),
        ];
    }

    private VerificationKey Make(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Put(name, SigningKeys.ExportPrivatePem(key));
        return SigningKeys.PublicPartOf(key);
    }

    private string At(string name) => Path.Combine(directory, name);

    private string Put(string name, string text)
    {
        File.WriteAllText(At(name), text);
        return At(name);
    }
}
