using System.Collections.Concurrent;
using System.Collections.Immutable;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Signing;
using AccessConsole.Signing;

namespace AccessConsole.Signer;

/// <summary>The signer's keys, and what it does with them: it seals what it compiled, and says that it is fresh.</summary>
internal sealed class SignerKeys(LiveSigners signers)
{
    private long lastSequence;

    public IEnumerable<string> KeyIds => signers.All.Select(signer => signer.KeyId);

    /// <summary>Each bundle once for each key of its environment, the oldest key's first.</summary>
    public async Task<IReadOnlyList<SignedArchive>> SealAsync(
        IEnumerable<CompiledBundle> bundles, int revision, DateTimeOffset effectiveAt, ImmutableSortedDictionary<BundleScope, SignedScope> former, ValueList<ManifestApproval> approvals,
        CancellationToken cancellationToken)
    {
        var archives = new ConcurrentBag<(int Order, SignedArchive Archive)>();
        await Parallel.ForEachAsync(bundles, cancellationToken, async (bundle, token) =>
        {
            var manifest = BundleManifest.Of(bundle, revision, effectiveAt, former.GetValueOrDefault(bundle.Scope)?.ArchiveDigest, approvals);
            var files = bundle.FilesAt(revision);
            foreach (var (order, signer) in signers.For(bundle.Scope.Environment).Index())
            {
                var archive = await BundleSigner.SealAsync(manifest, files, signer, token);
                archives.Add((order, new SignedArchive(bundle.Scope, signer.KeyId, bundle.ContentDigest, bundle.IsTombstone, archive.Sha256, archive.Archive)));
            }
        });
        return [.. archives.OrderBy(made => made.Archive.Scope).ThenBy(made => made.Order).Select(made => made.Archive)];
    }

    /// <param name="wanted">What to say; its sequence is the signer's to give.</param>
    /// <returns>Null where the key is not one of the environment's.</returns>
    public async Task<string?> SayFreshAsync(Freshness wanted, string keyId, CancellationToken cancellationToken) =>
        signers.For(wanted.Scope.Environment).FirstOrDefault(signer => signer.KeyId == keyId) is { } signer
            ? await (wanted with { Sequence = NextSequence(wanted.IssuedAt) }).SignAsync(signer, cancellationToken)
            : null;

    /// <summary>The time in milliseconds, or one more than the last: it grows over restarts without being stored.</summary>
    private long NextSequence(DateTimeOffset now)
    {
        while (true)
        {
            var last = Volatile.Read(ref lastSequence);
            var next = Math.Max(last + 1, now.ToUnixTimeMilliseconds());
            if (Interlocked.CompareExchange(ref lastSequence, next, last) == last)
                return next;
        }
    }
}
