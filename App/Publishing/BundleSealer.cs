using System.Collections.Concurrent;
using System.Collections.Immutable;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Signing;

namespace AccessConsole.Publishing;

/// <summary>
/// Turns what was compiled into signed archives, one for each live key of its environment, leaving out whatever says what it said before under a key that still vouches for it.
/// </summary>
public sealed class BundleSealer(SigningKeyRing keys, BundleCatalog catalog) : IBundleSealing
{
    public Task<int> NumberAsync(int next, CancellationToken cancellationToken) => Task.FromResult(next);

    public async Task<ImmutableArray<StoredBundle>> SealAsync(SealOrder order, CancellationToken cancellationToken)
    {
        var (live, revision) = (order.Basis.Bundles, order.Revision);
        var approvals = order.Approvals.Select(ManifestApproval.Of).ToValueList();
        var changed = order.Compiled.Where(c => live.GetValueOrDefault(c.Scope)?.ContentDigest != c.ContentDigest || catalog.IsUnvouched(c.Scope));
        var result = new ConcurrentBag<StoredBundle>();
        await Parallel.ForEachAsync(changed, cancellationToken, async (bundle, token) =>
        {
            var manifest = BundleManifest.Of(bundle, revision, order.Input.EffectiveAt, live.GetValueOrDefault(bundle.Scope)?.ArchiveDigest, approvals) with
            {
                Stages = order.Plans.GetValueOrDefault(bundle.Scope.Environment)?.StageNames ?? [],
            };
            var files = bundle.FilesAt(revision);
            foreach (var signer in keys.For(bundle.Scope.Environment))
            {
                var archive = await BundleSigner.SealAsync(manifest, files, signer, token);
                result.Add(new StoredBundle(bundle.Scope, revision, signer.KeyId, bundle.ContentDigest, archive.Sha256, archive.Archive, bundle.IsTombstone));
            }
        });
        // Of one scope the oldest key's archive comes first.
        return [.. result.OrderBy(b => b.Scope).ThenBy(b => keys.OrderOf(b.KeyId, b.Scope.Environment))];
    }

    /// <summary>The stamps after these archives took their scopes' places.</summary>
    public static ImmutableDictionary<BundleScope, BundleStamp> Stamp(
        ImmutableDictionary<BundleScope, BundleStamp> before, IEnumerable<StoredBundle> bundles)
    {
        var stamps = before.ToBuilder();
        foreach (var scope in bundles.GroupBy(b => b.Scope))
            stamps[scope.Key] = new BundleStamp(scope.First().ContentDigest, ContentDigest.Name(scope.First().Sha256.Span));
        return stamps.ToImmutable();
    }
}
