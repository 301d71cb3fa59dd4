using System.Collections.Immutable;

namespace AccessConsole.Distribution.Catalog;

/// <summary>What a scope is served right now: the same content once for each key, by the oldest live key first.</summary>
internal sealed record ServedScope(ImmutableArray<ServedBundle> Bundles)
{
    public int Revision => Default.Stored.Revision;

    public ServedBundle Default => Bundles[0];

    /// <param name="keyId">Null stands for the default.</param>
    public ServedBundle? Find(string? keyId) => keyId is null ? Default : Bundles.FirstOrDefault(bundle => bundle.Stored.KeyId == keyId);
}
