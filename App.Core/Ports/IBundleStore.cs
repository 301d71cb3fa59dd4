using AccessConsole.Core.Auditing;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Core.Ports;

/// <summary>The archives that publishing wrote, and signatures beside them.</summary>
public interface IBundleStore
{
    /// <summary>The current archive of every scope, newest first, and the one before it where a staged rollout holds that back from some.</summary>
    IAsyncEnumerable<StoredBundle> LoadCurrentAsync(CancellationToken cancellationToken);

    /// <summary>The archives written after <paramref name="revision"/>, in order of revision.</summary>
    IAsyncEnumerable<StoredBundle> LoadSinceAsync(int revision, CancellationToken cancellationToken);

    /// <summary>What was current for the scope at a revision; <paramref name="keyId"/> null stands for the oldest key it is signed by.</summary>
    Task<StoredBundle?> FindAsync(BundleScope scope, int revision, string? keyId, CancellationToken cancellationToken);

    /// <summary>The SHA-256 of every archive of the scope's that was published at exactly that revision, whichever key signed it; none where its bundle did not change then.</summary>
    Task<IReadOnlyList<ReadOnlyMemory<byte>>> ListDigestsAsync(BundleScope scope, int revision, CancellationToken cancellationToken);

    /// <summary>
    /// One transaction under the publish lock: hands over the archives that <see cref="LoadCurrentAsync"/> has of the next scopes that lack one by some of their keys, and stores what
    /// <paramref name="sign"/> adds beside them, with its event. No revision comes of it.
    /// </summary>
    /// <param name="after">The scope, as its name, after which to look; null for the first.</param>
    /// <param name="limit">How many scopes at most.</param>
    /// <returns>The last scope that was looked at; null where none is left.</returns>
    Task<string?> AddSignaturesAsync(
        SignedScopes scopes, string? after, int limit,
        Func<IReadOnlyList<StoredBundle>, CancellationToken, Task<SignatureAddition>> sign, CancellationToken cancellationToken);
}

/// <summary>Archives of the same content and revision by further keys, and the record of it.</summary>
public sealed record SignatureAddition(IReadOnlyList<StoredBundle> Bundles, IReadOnlyList<AuditEvent> Events);

/// <summary>Tells when there is a newer revision or something is released otherwise, by notification and by a poll that does not trust it.</summary>
public interface IRevisionFeed
{
    /// <summary>Yields what is newest whenever it may have grown; never ends by itself and survives lost connections.</summary>
    IAsyncEnumerable<StoreNews> WatchAsync(CancellationToken cancellationToken);
}

/// <param name="Revision">The newest revision's number.</param>
/// <param name="Releases">Differs from before where a staged rollout began, went on, was halted or ended.</param>
public readonly record struct StoreNews(int Revision, long Releases);

/// <summary>Which archives are signed by which keys.</summary>
/// <param name="KeyIds">Each archive is to be there by each of them.</param>
/// <param name="Environment">Whose archives; null for those of every environment but <see cref="Others"/>.</param>
public sealed record SignedScopes(IReadOnlyCollection<string> KeyIds, string? Environment)
{
    /// <summary>Environments that other keys sign for.</summary>
    public IReadOnlyCollection<string> Others { get; init; } = [];
}
