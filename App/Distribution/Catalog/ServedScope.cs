using System.Collections.Immutable;

namespace AccessConsole.Distribution.Catalog;

/// <summary>What a scope is served right now: the same content once for each key, by the oldest live key first.</summary>
/// <param name="LiveCount">How many of them are by live keys. Others are history: they are no answer to what is current, since nobody vouches for them any more.</param>
internal sealed record ServedScope(ImmutableArray<ServedBundle> Bundles, int LiveCount)
{
    public int Revision => Default.Stored.Revision;

    public ServedBundle Default => Bundles[0];

    /// <summary>The archive by a live key; null where there is none.</summary>
    /// <param name="keyId">Null stands for the oldest live key that there is one by.</param>
    public ServedBundle? FindLive(string? keyId)
    {
        for (var i = 0; i < LiveCount; i++)
        {
            if (keyId is null || Bundles[i].Stored.KeyId == keyId)
                return Bundles[i];
        }

        return null;
    }

    /// <summary>Notes which revision came after it in its scope.</summary>
    public void Supersede(int next)
    {
        foreach (var bundle in Bundles)
            bundle.LastRevision = next - 1;
    }

    /// <summary>The archive by any key, live or not.</summary>
    /// <param name="keyId">Null stands for the default.</param>
    public ServedBundle? Find(string? keyId) => keyId is null ? Default : Bundles.FirstOrDefault(bundle => bundle.Stored.KeyId == keyId);
}
