using System.Collections.Immutable;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Cli.Pull;

/// <summary>The last good bundle.</summary>
/// <param name="Name">Its directory under <c>bundles/</c>.</param>
/// <param name="Sha256">Of its archive.</param>
/// <param name="DeniesWhenStale">Whether everything is denied once the newest freshness has lapsed; else the bundle is kept.</param>
internal sealed record InForce(VerifiedBundle Bundle, string Name, ReadOnlyMemory<byte> Sha256, bool DeniesWhenStale)
{
    public int Revision => Bundle.Manifest.Revision;

    public string RevisionText => Revision.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public string Digest => ContentDigest.Name(Sha256.Span);

    /// <summary>As the console makes it.</summary>
    public string ETag => $"\"{RevisionText}-{Convert.ToHexStringLower(Sha256.Span)}\"";

    /// <summary>The bundle as it stands at that instant.</summary>
    public EngineState At(DateTimeOffset instant) => new(BundleDirectory.TargetOf(Name), RevisionText, Bundle.Files);

    /// <summary>The first instant after this one at which the bundle says something else; null when there is none.</summary>
    public DateTimeOffset? NextAfter(DateTimeOffset instant) => Bundle.Manifest.EffectiveAt > instant ? Bundle.Manifest.EffectiveAt : null;
}
