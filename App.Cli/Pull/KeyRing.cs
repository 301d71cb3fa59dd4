using AccessConsole.Cli.Client;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Cli.Pull;

/// <summary>The signing keys that the pinned root vouches for, fetched anew when they are old, and kept on disk for when the console is away.</summary>
internal sealed class KeyRing(ConsoleClient console, VerificationKey root, string path, TimeSpan maxAge, TimeProvider clock)
{
    private KeyList? list;
    private DateTimeOffset fetchedAt;

    /// <summary>The keys now; fetched when older than the age given at construction, expired, or when <paramref name="isNewest"/> is asked for.</summary>
    /// <param name="lowestVersion">The highest version that was ever accepted.</param>
    /// <exception cref="PullException">No list can be had, or the one served is refused.</exception>
    public async Task<KeyList> GetAsync(long lowestVersion, bool isNewest, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (list is { } known && !isNewest && now < known.Expires && now - fetchedAt < maxAge)
            return known;
        var document = await console.GetKeysAsync(cancellationToken);
        var verification = KeyList.Verify(document, root, now, lowestVersion);
        if (!verification.IsVerified)
            throw new PullException("keys_" + verification.Refusal.Kind.Code(), $"the key list is refused: {verification.Refusal.Message}");
        Durable.Replace(path, document);
        (list, fetchedAt) = (verification.Value, now);
        return list;
    }

    /// <summary>An environment's keys on disk, for what is in force already: their expiry bounds what is taken anew. Empty where there are none.</summary>
    public IReadOnlyCollection<VerificationKey> ReadCached(string environment)
    {
        if (!File.Exists(path))
            return [];
        var verification = KeyList.Verify(File.ReadAllBytes(path), root, DateTimeOffset.MinValue, lowestVersion: 0);
        return verification.IsVerified ? verification.Value.For(environment) : [];
    }
}
