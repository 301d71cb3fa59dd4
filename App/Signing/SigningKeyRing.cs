using AccessConsole.Core.Bundles;

namespace AccessConsole.Signing;

/// <summary>The live signing keys and the list by which the root vouches for them.</summary>
public sealed class SigningKeyRing
{
    private readonly LiveSigners signers;
    private volatile SignedKeyList keyList;

    internal SigningKeyRing(SigningKeyFiles.Content files)
    {
        signers = files.Signers;
        RootPublicKeyPem = SigningKeys.ExportPublicPem(files.Root);
        Root = files.Root;
        keyList = files.KeyList;
    }

    /// <summary>Every live key once: the general ones, oldest first, then environments' own.</summary>
    public IReadOnlyList<ISigner> Live => signers.All;

    /// <summary>Whether a signer has the keys, and this process none.</summary>
    public bool AreElsewhere => signers.AreElsewhere;

    /// <summary>Environments that have keys of their own.</summary>
    public IReadOnlyCollection<string> Environments => [.. signers.OfEnvironments.Keys];

    /// <summary>What pullers pin.</summary>
    public string RootPublicKeyPem { get; }

    /// <summary>What <c>GET /v1/keys</c> answers.</summary>
    public ReadOnlyMemory<byte> KeyListJson => keyList.Json;

    internal VerificationKey Root { get; }

    internal KeyList KeyList => keyList.List;

    internal LiveSigners Signers => signers;

    /// <summary>The keys that sign for environments without keys of their own, oldest first.</summary>
    public IReadOnlyList<ISigner> General => signers.General;

    /// <summary>The keys that sign an environment's bundles, oldest first; the oldest is the one that they are served by unless asked otherwise.</summary>
    public IReadOnlyList<ISigner> For(string environment) => signers.For(environment);

    /// <summary>The signer of a key; null where it is not live for the environment.</summary>
    public ISigner? Find(string keyId, string environment) => For(environment).FirstOrDefault(signer => signer.KeyId == keyId);

    /// <summary>The place of a key in its environment from the oldest on; keys that are not live there come last.</summary>
    internal int OrderOf(string keyId, string environment)
    {
        var live = For(environment);
        for (var i = 0; i < live.Count; i++)
        {
            if (live[i].KeyId == keyId)
                return i;
        }

        return int.MaxValue;
    }

    internal void Renew(SignedKeyList renewed) => keyList = renewed;
}

/// <summary>A list that was verified, with the bytes it was read from.</summary>
internal sealed record SignedKeyList(KeyList List, ReadOnlyMemory<byte> Json);
