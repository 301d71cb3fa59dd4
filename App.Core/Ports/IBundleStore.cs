using AccessConsole.Core.Compilation;

namespace AccessConsole.Core.Ports;

/// <summary>Reads the archives that publishing wrote.</summary>
public interface IBundleStore
{
    /// <summary>The current archive of every scope, for start-up.</summary>
    IAsyncEnumerable<StoredBundle> LoadCurrentAsync(CancellationToken cancellationToken);

    /// <summary>The archives written after <paramref name="revision"/>, in order of revision.</summary>
    IAsyncEnumerable<StoredBundle> LoadSinceAsync(int revision, CancellationToken cancellationToken);

    /// <summary>What was current for the scope at a revision; <paramref name="keyId"/> null stands for the oldest key it is signed by.</summary>
    Task<StoredBundle?> FindAsync(BundleScope scope, int revision, string? keyId, CancellationToken cancellationToken);
}

/// <summary>Tells when there is a newer revision, by notification and by a poll that does not trust it.</summary>
public interface IRevisionFeed
{
    /// <summary>Yields the newest revision's number whenever it may have grown; never ends by itself and survives lost connections.</summary>
    IAsyncEnumerable<int> WatchAsync(CancellationToken cancellationToken);
}
