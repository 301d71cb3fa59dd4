using System.Globalization;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Discovery;

namespace AccessConsole.Distribution.Catalog;

/// <summary>An archive with the headers it is served by, made once.</summary>
internal sealed class ServedBundle(StoredBundle stored)
{
    private readonly Lazy<DiscoveryResources> discovery = new(() => DiscoveryResources.Of(stored));
    private readonly Lock sealing = new();
    private volatile FreshnessSeal? seal;
    private volatile int lastRevision = int.MaxValue;
    private Task<FreshnessSeal>? nextSeal;

    public StoredBundle Stored { get; } = stored;

    public string ETag { get; } = EntityTag.Write(stored.Revision, stored.Sha256.Span);

    public string Revision { get; } = stored.Revision.ToString(CultureInfo.InvariantCulture);

    public string ReprDigest { get; } = EntityTag.ReprDigest(stored.Sha256.Span);

    /// <summary><c>sha256:&lt;hex&gt;</c>, as freshness names it.</summary>
    public string Digest { get; } = ContentDigest.Name(stored.Sha256.Span);

    /// <summary>Its resources for Envoy's polling: taken apart when first asked for, since most bundles never are, and then kept.</summary>
    public DiscoveryResources Discovery => discovery.Value;

    /// <summary>The last revision of which this was its scope's archive, where another one followed and is held back from some; else as high as can be.</summary>
    public int LastRevision
    {
        get => lastRevision;
        set => lastRevision = value;
    }

    /// <summary>The newest statement of freshness that was signed for it.</summary>
    public FreshnessSeal? Seal => seal;

    /// <summary>Has a new statement signed, once for all who ask meanwhile.</summary>
    public async Task<FreshnessSeal> RenewSealAsync(FreshnessSeal? outdated, Func<ServedBundle, Task<FreshnessSeal>> sign)
    {
        Task<FreshnessSeal> signing;
        lock (sealing)
        {
            if (seal is { } renewed && renewed != outdated)
                return renewed;
            if (nextSeal is null or { IsCompleted: true })
                nextSeal = sign(this);
            signing = nextSeal;
        }

        return seal = await signing;
    }
}

/// <param name="Revision">As of which it calls the archive fresh.</param>
/// <param name="RenewAt">From when a newer one is signed.</param>
internal sealed record FreshnessSeal(string Jws, int Revision, DateTimeOffset RenewAt, DateTimeOffset NotAfter);
