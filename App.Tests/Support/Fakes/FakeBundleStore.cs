using System.Runtime.CompilerServices;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Ports;

namespace AccessConsole.Tests.Support.Fakes;

/// <summary>Archives in memory; unreachable when told so.</summary>
internal sealed class FakeBundleStore : IBundleStore
{
    private readonly List<StoredBundle> bundles = [];
    private int finds;

    public bool IsAway { get; set; }

    /// <summary>How often one was looked for.</summary>
    public int Finds => Volatile.Read(ref finds);

    public void Add(params IEnumerable<StoredBundle> added) => bundles.AddRange(added);

    public IAsyncEnumerable<StoredBundle> LoadCurrentAsync(CancellationToken cancellationToken) =>
        Enumerate(bundles.GroupBy(bundle => (bundle.Scope, bundle.KeyId)).Select(same => same.MaxBy(bundle => bundle.Revision)!), cancellationToken);

    public IAsyncEnumerable<StoredBundle> LoadSinceAsync(int revision, CancellationToken cancellationToken) =>
        Enumerate(bundles.Where(bundle => bundle.Revision > revision).OrderBy(bundle => bundle.Revision), cancellationToken);

    public Task<StoredBundle?> FindAsync(BundleScope scope, int revision, string? keyId, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref finds);
        RequireReachable();
        return Task.FromResult(bundles
            .Where(bundle => bundle.Scope == scope && bundle.Revision <= revision && (keyId is null || bundle.KeyId == keyId))
            .MaxBy(bundle => bundle.Revision));
    }

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> ListDigestsAsync(BundleScope scope, int revision, CancellationToken cancellationToken)
    {
        RequireReachable();
        return Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>([.. bundles.Where(bundle => bundle.Scope == scope && bundle.Revision == revision).Select(bundle => bundle.Sha256)]);
    }

    public Task<string?> AddSignaturesAsync(
        SignedScopes scopes, string? after, int limit,
        Func<IReadOnlyList<StoredBundle>, CancellationToken, Task<SignatureAddition>> sign, CancellationToken cancellationToken) =>
        throw new NotSupportedException("the machine side signs nothing");

    private async IAsyncEnumerable<StoredBundle> Enumerate(IEnumerable<StoredBundle> found, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        RequireReachable();
        foreach (var bundle in found.ToArray())
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return bundle;
        }
    }

    private void RequireReachable()
    {
        if (IsAway)
            throw new IOException("the database is away");
    }
}
