using AccessConsole.Core.Bundles;

namespace AccessConsole.Signing;

/// <summary>The live signing keys and the list by which the root vouches for them.</summary>
public sealed class SigningKeyRing
{
    private volatile SignedKeyList keyList;

    internal SigningKeyRing(SigningKeyFiles.Content files)
    {
        Live = files.Signers;
        RootPublicKeyPem = SigningKeys.ExportPublicPem(files.Root);
        Root = files.Root;
        keyList = files.KeyList;
    }

    /// <summary>Oldest first; the oldest is the one that bundles are served by unless asked otherwise.</summary>
    public IReadOnlyList<ISigner> Live { get; }

    /// <summary>What pullers pin.</summary>
    public string RootPublicKeyPem { get; }

    /// <summary>What <c>GET /v1/keys</c> answers.</summary>
    public ReadOnlyMemory<byte> KeyListJson => keyList.Json;

    internal VerificationKey Root { get; }

    internal KeyList KeyList => keyList.List;

    /// <summary>The signer of a key; null where it is not live.</summary>
    public ISigner? Find(string keyId) => Live.FirstOrDefault(signer => signer.KeyId == keyId);

    /// <summary>The place of a key from the oldest on; keys that are no longer live come last.</summary>
    internal int OrderOf(string keyId)
    {
        for (var i = 0; i < Live.Count; i++)
        {
            if (Live[i].KeyId == keyId)
                return i;
        }

        return int.MaxValue;
    }

    internal void Renew(SignedKeyList renewed) => keyList = renewed;
}

/// <summary>A list that was verified, with the bytes it was read from.</summary>
internal sealed record SignedKeyList(KeyList List, ReadOnlyMemory<byte> Json);
