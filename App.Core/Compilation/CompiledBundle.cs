using System.Collections.Immutable;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Core.Compilation;

/// <summary>What a bundle says, before it gets a revision and a signature.</summary>
/// <param name="ContentDigest">Equal digests mean equal bundles: the former archive is kept.</param>
/// <param name="IsTombstone">What it was for is gone; it denies everything.</param>
public sealed record CompiledBundle(
    BundleScope Scope, ImmutableArray<string> Roots, CoverageCounts Coverage, ImmutableArray<BundleFile> Files, string ContentDigest, bool IsTombstone)
{
    internal Func<BundleFile, int, BundleFile> Stamp { get; init; } = (file, _) => file;

    /// <summary>The files as the archive of this revision holds them.</summary>
    public IReadOnlyList<BundleFile> FilesAt(int revision) => [.. Files.Select(file => Stamp(file, revision))];
}
