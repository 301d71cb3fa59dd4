using System.Security.Cryptography;
using AccessConsole.Cli.Client;
using AccessConsole.Cli.Pull.Nginx;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Cli.Pull;

/// <summary>
/// Keeps the newest bundle of one scope in force. INVARIANT: what is in force was verified, inspected, checked by nginx and proved; whatever fails
/// leaves the last good bundle where it is.
/// </summary>
internal sealed class Puller(
    PullSettings settings, ConsoleClient console, KeyRing keys, BundleDirectory directory, Activation activation, BundleInspector inspector, TimeProvider clock)
{
    private PullMemory memory = new() { Scope = settings.Scope.ToString() };

    /// <summary>What proved good last; null before the first bundle.</summary>
    public InForce? InForce { get; private set; }

    public DateTimeOffset? ActiveSince => memory.ActiveSince;

    /// <summary>When the state must change without the console's doing; null when never.</summary>
    public DateTimeOffset? DeniesAt => InForce is { DeniesWhenStale: true } && !IsDenying ? memory.FreshUntil : null;

    /// <summary>Whether the bundle in force is what nginx runs, so that there is nothing to do but wait for the next.</summary>
    public bool IsSettled => InForce is not null && !IsDenying;

    private string LastGood => InForce is null ? BundleDirectory.DenyAll : BundleDirectory.TargetOf(InForce.Name);

    private bool IsDenying => directory.Current == BundleDirectory.DenyAll;

    /// <summary>Takes up what an earlier run left: the last good bundle from disk, verified again; without one, nothing is allowed.</summary>
    /// <exception cref="PullException">What was left cannot be used; the next pull replaces it.</exception>
    public async Task ResumeAsync(Func<string, Task<bool>> isRunning)
    {
        memory = PullMemory.Load(directory.MemoryPath, memory.Scope);
        directory.Prepare();
        if (memory.InForce is { } name)
            InForce = ReadCached(name);
        if (!IsStale() && (directory.Current != LastGood || !await isRunning(InForce?.RevisionText ?? DenyAllBootstrap.Revision)))
            await activation.SwitchAsync(LastGood, InForce?.RevisionText ?? DenyAllBootstrap.Revision, LastGood);
        directory.RemoveAllBut([memory.InForce]);
    }

    /// <summary>Where the policy says so, denies everything once the bundle in force is stale.</summary>
    /// <exception cref="PullException">nginx could not be brought to deny.</exception>
    public async Task DenyIfStaleAsync()
    {
        if (!IsDenying && IsStale())
            await activation.SwitchAsync(BundleDirectory.DenyAll, DenyAllBootstrap.Revision, LastGood);
    }

    /// <summary>Asks once and puts into force what came.</summary>
    /// <returns>What happened, for the log; null when nothing changed.</returns>
    /// <exception cref="PullException">The newest bundle is not in force.</exception>
    public async Task<string?> PullAsync(TimeSpan wait, CancellationToken cancellationToken)
    {
        var answer = await console.PollAsync(settings.Scope, InForce?.ETag, wait, cancellationToken);
        return answer.Archive is { } archive
            ? await TakeAsync(archive, answer.Freshness, cancellationToken)
            : await RenewAsync(answer.Freshness, cancellationToken);
    }

    private async Task<string?> TakeAsync(byte[] archive, string? freshnessHeader, CancellationToken cancellationToken)
    {
        var list = await keys.GetAsync(memory.KeyListVersion, isNewest: true, cancellationToken);
        Remember(memory with { KeyListVersion = Math.Max(memory.KeyListVersion, list.Version) });
        var sha256 = SHA256.HashData(archive);
        var bundle = Require(BundleVerifier.Verify(archive, settings.Scope, list.Keys), "the bundle");
        var freshness = Verify(freshnessHeader, list, ContentDigest.Name(sha256));
        if (bundle.Manifest.Revision < memory.HighestRevision)
            throw new PullException("older", $"the bundle has revision {bundle.Manifest.Revision}; {memory.HighestRevision} was already seen");
        Remember(memory with { HighestRevision = bundle.Manifest.Revision });
        inspector.Inspect(bundle);
        var next = new InForce(bundle, BundleDirectory.NameOf(bundle.Manifest.Revision, sha256), sha256);
        await ActivateAsync(next, archive, freshness);
        return $"revision {next.RevisionText} is in force";
    }

    private async Task ActivateAsync(InForce next, byte[] archive, Freshness freshness)
    {
        if (next.Name != InForce?.Name || !directory.Holds(next.Name, next.Bundle))
            directory.Store(next.Name, archive, next.Bundle);
        await activation.SwitchAsync(BundleDirectory.TargetOf(next.Name), next.RevisionText, IsDenying ? BundleDirectory.DenyAll : LastGood);
        var former = InForce;
        InForce = next;
        Remember(memory with { InForce = next.Name, ActiveSince = clock.GetUtcNow(), FreshUntil = freshness.NotAfter });
        directory.RemoveAllBut([next.Name, former?.Name]);
    }

    private async Task<string?> RenewAsync(string? freshnessHeader, CancellationToken cancellationToken)
    {
        var list = await keys.GetAsync(memory.KeyListVersion, isNewest: false, cancellationToken);
        if (list.Version > memory.KeyListVersion)
            Remember(memory with { KeyListVersion = list.Version });
        var freshness = Verify(freshnessHeader, list, InForce!.Digest);
        if (freshness.NotAfter > (memory.FreshUntil ?? DateTimeOffset.MinValue))
            Remember(memory with { FreshUntil = freshness.NotAfter });
        if (directory.Current == LastGood)
            return null;
        await activation.SwitchAsync(LastGood, InForce.RevisionText, BundleDirectory.DenyAll);
        return $"revision {InForce.RevisionText} is in force again";
    }

    /// <summary>The console's word that exactly this archive is the newest now.</summary>
    private Freshness Verify(string? header, KeyList list, string digest)
    {
        var freshness = Require(Freshness.Verify(
            header ?? throw new PullException("stale", "the console's answer carries no Access-Freshness"), list.Keys, settings.Scope, clock.GetUtcNow()), "the freshness");
        return freshness.BundleDigest == digest
            ? freshness
            : throw new PullException("stale", $"the freshness is of `{freshness.BundleDigest}`, not of the bundle `{digest}`");
    }

    private InForce ReadCached(string name)
    {
        try
        {
            var archive = directory.ReadArchive(name);
            var bundle = Require(BundleVerifier.Verify(archive, settings.Scope, keys.ReadCached()), $"the cached bundle `{name}`");
            inspector.Inspect(bundle);
            if (!directory.Holds(name, bundle))
                directory.Store(name, archive, bundle);
            return new InForce(bundle, name, SHA256.HashData(archive));
        }
        catch (IOException e)
        {
            throw new PullException("cache", $"the cached bundle `{name}` cannot be read: {e.Message}");
        }
    }

    private bool IsStale() => InForce is { DeniesWhenStale: true } && !(clock.GetUtcNow() < memory.FreshUntil);

    private void Remember(PullMemory next)
    {
        if (next == memory)
            return;
        next.Save(directory.MemoryPath);
        memory = next;
    }

    private static T Require<T>(Verification<T> verification, string what)
        where T : class => verification.IsVerified
            ? verification.Value
            : throw new PullException(verification.Refusal.Kind.Code(), $"{what} is refused: {verification.Refusal.Message}");
}
