using AccessConsole.Core.Bundles;

namespace AccessConsole.Cli.Pull;

/// <summary>The last good bundle.</summary>
/// <param name="States">What it says over time; one state for an engine with a clock.</param>
/// <param name="Name">Its directory under <c>bundles/</c>.</param>
/// <param name="Sha256">Of its archive.</param>
/// <param name="DeniesWhenStale">Whether everything is denied once the newest freshness has lapsed; else the bundle is kept.</param>
internal sealed record InForce(VerifiedBundle Bundle, BundleStates States, string Name, ReadOnlyMemory<byte> Sha256, bool DeniesWhenStale)
{
    public int Revision => Bundle.Manifest.Revision;

    public string RevisionText => Revision.ToString(System.Globalization.CultureInfo.InvariantCulture);

    public string Digest => ContentDigest.Name(Sha256.Span);

    /// <summary>As the console makes it.</summary>
    public string ETag => $"\"{RevisionText}-{Convert.ToHexStringLower(Sha256.Span)}\"";

    /// <summary>The bundle as it stands at that instant.</summary>
    public EngineState At(DateTimeOffset instant) =>
        new(BundleDirectory.TargetOf(Name), RevisionText, PullerFile.Without(Bundle.Manifest.Scope.Target, States.At(instant).Files));

    /// <summary>When the state of that instant ends; null when the bundle knows of no end.</summary>
    public DateTimeOffset? EndOf(DateTimeOffset instant) => States.At(instant).Until;
}
