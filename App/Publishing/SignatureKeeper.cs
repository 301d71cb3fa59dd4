using System.Collections.Concurrent;
using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Health;
using AccessConsole.SignIn;
using AccessConsole.Signing;

namespace AccessConsole.Publishing;

/// <summary>
/// Has each current archive signed by every live key, so that a key can be rotated without waiting for bundles to change. The policy stays as it is: what
/// a live key vouches for is signed by the others beside it; what none does is compiled and published anew.
/// </summary>
internal sealed class SignatureKeeper(
    BundleCatalog catalog, SigningKeyRing keys, IBundleStore store, StandingBundles standing, LivePolicy live, Publisher publisher, DegradedParts degraded, TimeProvider clock,
    ServiceRestarts restarts, ILogger<SignatureKeeper> log) : ResilientService(restarts)
{
    private const int ScopesAtOnce = 100;
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AgainAfter = TimeSpan.FromMinutes(1);
    private static readonly ConsoleUser System = new(Actor.System, []);

    // Set once what stood at start is vouched for. What comes later under keys that this replica does not have is another replica's with another
    // configuration: two that sealed each other's bundles anew would never end.
    private bool isSettled;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            // Another replica that does not know a new key yet publishes without it: so this is looked after at all times, not at start alone.
            var wait = Period;
            if (catalog.LacksSignatures() && await TryCompleteAsync(stoppingToken))
                wait = AgainAfter;
            isSettled |= catalog.IsLoaded && !catalog.Wanting().Any();
            await Task.Delay(wait, clock, stoppingToken);
        }
    }

    /// <returns>Whether nothing more can be done, although something is lacking.</returns>
    private async Task<bool> TryCompleteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await CompleteAsync(cancellationToken);
            if (!catalog.LacksSignatures())
            {
                degraded.Clear(DegradedParts.Signatures);
                return false;
            }

            Report("some bundles are not signed by every live key: what is stored for them cannot be verified, or another replica signs by other keys");
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (Report("some bundles are not signed by every live key yet"))
                log.LogWarning(e, "bundles could not be signed by every live key");
            return false;
        }
    }

    private async Task CompleteAsync(CancellationToken cancellationToken)
    {
        // A signer signs what it compiled, and nothing that is put before it.
        if (!keys.AreElsewhere)
            await SignAsync(cancellationToken);
        // What another replica signed is learned by looking: no revision tells of it.
        if (catalog.LacksSignatures())
            await standing.LoadAsync(cancellationToken);
        // The policy may not be loaded yet; until it is there is nothing to publish.
        if (!isSettled && live.Current.Revision > 0 && catalog.Wanting().Any())
        {
            isSettled = !keys.AreElsewhere;
            var request = new PublishRequest { User = System, SealsAnew = true, IsAutomatic = true, Summary = "Bundles signed by the present keys" };
            var outcome = await publisher.PublishAsync(request, cancellationToken);
            // What waits for a staged rollout is tried again.
            if (outcome.Refusal is { Kind: PublishRefusalKind.RolloutUnderWay } refusal)
            {
                isSettled = false;
                Report($"bundles that no live key signed are not sealed anew: {refusal.Message}");
            }
        }
    }

    private async Task SignAsync(CancellationToken cancellationToken)
    {
        foreach (var environment in keys.Environments)
            await SignAsync(new SignedScopes([.. keys.For(environment).Select(signer => signer.KeyId)], environment), cancellationToken);
        await SignAsync(new SignedScopes([.. keys.General.Select(signer => signer.KeyId)], Environment: null) { Others = keys.Environments }, cancellationToken);
    }

    private async Task SignAsync(SignedScopes scopes, CancellationToken cancellationToken)
    {
        string? after = null;
        do
        {
            IReadOnlyList<StoredBundle> added = [];
            after = await store.AddSignaturesAsync(scopes, after, ScopesAtOnce, async (current, token) =>
            {
                added = await SignAsync(current, token);
                return new SignatureAddition(added, Events(added));
            }, cancellationToken);
            // What another replica published meanwhile comes with all that belongs to it.
            catalog.Publish(revision: 0, [.. added.Where(bundle => bundle.Revision <= catalog.CurrentRevision)], told: []);
        }
        while (after is not null);
    }

    /// <summary>What the live keys that are missing sign of these; nothing of a scope that none of the others vouches for.</summary>
    private async Task<IReadOnlyList<StoredBundle>> SignAsync(IReadOnlyList<StoredBundle> current, CancellationToken cancellationToken)
    {
        var added = new ConcurrentBag<StoredBundle>();
        await Parallel.ForEachAsync(current.GroupBy(bundle => (bundle.Scope, bundle.Revision)), cancellationToken, async (scope, token) =>
        {
            // INVARIANT (belief): the store's word is not enough to sign by; only what a live key signed is signed by another.
            if (scope.Select(Verify).FirstOrDefault(found => found is not null) is not { } verified)
                return;
            var model = scope.First();
            foreach (var signer in keys.For(scope.Key.Scope.Environment).Where(signer => scope.All(bundle => bundle.KeyId != signer.KeyId)))
            {
                var archive = await BundleSigner.SealAsync(verified.Manifest, verified.Files, signer, token);
                added.Add(model with { KeyId = signer.KeyId, Sha256 = archive.Sha256, Archive = archive.Archive });
            }
        });
        return [.. added.OrderBy(bundle => bundle.Scope).ThenBy(bundle => keys.OrderOf(bundle.KeyId, bundle.Scope.Environment))];
    }

    private VerifiedBundle? Verify(StoredBundle bundle)
    {
        var verification = BundleVerifier.Verify(bundle.Archive, bundle.Scope, keys.KeyList.For(bundle.Scope.Environment));
        if (verification.IsVerified && verification.Value.Manifest.Revision == bundle.Revision)
            return verification.Value;
        // Of a key that is not live any more nothing else was to be expected.
        if (keys.Find(bundle.KeyId, bundle.Scope.Environment) is not null)
            log.LogError("the stored bundle of {Scope} at revision {Revision} is not what key {KeyId} signed", bundle.Scope, bundle.Revision, bundle.KeyId);
        return null;
    }

    private AuditEvent[] Events(IReadOnlyList<StoredBundle> added) =>
    [
        .. added.GroupBy(bundle => bundle.KeyId).Select(key => new AuditEvent(
            clock.GetUtcNow(), Actor.System, AuditActions.BundlesSigned, $"key/{key.Key}", new Dictionary<string, string?>
            {
                ["bundles"] = key.Count().ToString(CultureInfo.InvariantCulture),
                ["scopes"] = string.Join(' ', key.Select(bundle => bundle.Scope)),
            })),
    ];

    private bool Report(string reason)
    {
        var isNew = degraded.Report(DegradedParts.Signatures, reason);
        if (isNew)
            log.LogWarning("{Reason}", reason);
        return isNew;
    }
}
