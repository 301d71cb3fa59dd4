using System.Security.Cryptography;
using AccessConsole.Cli.Client;
using AccessConsole.Core.Bundles;

namespace AccessConsole.Cli.Pull;

/// <summary>
/// Keeps the newest bundle of one scope in force. INVARIANT: what is in force was verified, inspected, checked by the engine and proved; whatever fails
/// leaves the last good bundle where it is.
/// </summary>
internal sealed class Puller(PullSettings settings, ConsoleClient console, KeyRing keys, BundleDirectory directory, IEngine engine, Activation activation, TimeProvider clock)
{
    private PullMemory memory = new() { Scope = settings.Scope.ToString() };
    private DateTimeOffset lookedAt;
    private bool isDenialPending;

    /// <summary>What proved good last; null before the first bundle.</summary>
    public InForce? InForce { get; private set; }

    public DateTimeOffset? ActiveSince => memory.ActiveSince;

    /// <summary>When this run last found that somebody else had changed what the engine has, and put it right; null while nobody did.</summary>
    public DateTimeOffset? RepairedAt { get; private set; }

    /// <summary>When the state must change, or be looked at, without the console's doing; null when never.</summary>
    public DateTimeOffset? ActsAt => new[] { DeniesAt, Boundary, LooksAt }.Min();

    /// <summary>Whether the bundle in force is what the engine runs, so that there is nothing to do but wait for the next.</summary>
    public bool IsSettled => InForce is not null && !IsDenying;

    private DateTimeOffset? DeniesAt => InForce is { DeniesWhenStale: true } && !IsDenied ? memory.FreshUntil : null;

    private DateTimeOffset? Boundary => IsDenying ? null : InForce?.EndOf(Applied);

    /// <summary>A clock that is set back puts no look off.</summary>
    private DateTimeOffset? LooksAt => !engine.CanDrift || InForce is null ? null : clock.GetUtcNow() is var now && now < lookedAt ? now : lookedAt + settings.Times.Look;

    private bool IsDenying => directory.Current == BundleDirectory.DenyAll;

    /// <summary>Whether the engine was seen to deny everything, too.</summary>
    private bool IsDenied => IsDenying && !isDenialPending;

    /// <summary>Of which instant the bundle in force was applied, or was found stale.</summary>
    private DateTimeOffset Applied => memory.NotBefore ?? DateTimeOffset.MinValue;

    /// <summary>INVARIANT (no way back in time): a clock that is set back changes nothing.</summary>
    private DateTimeOffset Now => clock.GetUtcNow() is var now && now > Applied ? now : Applied;

    /// <summary>What refuses everything; null where nobody knows yet what there is to close.</summary>
    private EngineState? DenyAll => !engine.DenyAll.IsDefault ? EngineState.DenyAll(engine.DenyAll) : InForce is null ? null : EngineState.DenyAll(InForce.At(Now).Files);

    /// <summary>What the engine runs, as far as is known.</summary>
    private EngineState? LastGood => IsDenying ? DenyAll : InForce?.At(Applied) ?? DenyAll;

    /// <summary>Takes up what an earlier run left: the last good bundle from disk, verified again; without one, nothing is allowed.</summary>
    /// <exception cref="PullException">What was left cannot be used; the next pull replaces it.</exception>
    public async Task ResumeAsync()
    {
        memory = PullMemory.Load(directory.MemoryPath, memory.Scope);
        directory.Prepare(engine.DenyAll.IsDefault ? [] : engine.DenyAll);
        if (memory.InForce is { } name)
            InForce = ReadCached(name);
        var state = InForce?.At(Now) ?? DenyAll;
        // What is stale may run on until the console was asked, but is not brought back.
        if (IsStale() && !await IsAtAsync(state!))
            state = DenyAll;
        if (state is not null && !await IsAtAsync(state))
            await (state.DeniesAll ? DenyAsync(state) : activation.SwitchAsync(state, state));
        Reached(Now);
        directory.RemoveAllBut([memory.InForce]);
    }

    /// <summary>
    /// Does what time asks for: denies everything once the bundle in force is stale, where the policy says so; applies the state that the bundle holds for now;
    /// looks whether the engine still runs it.
    /// </summary>
    /// <returns>What happened, for the log; null when nothing changed.</returns>
    /// <exception cref="PullException">The engine could not be brought to it.</exception>
    public async Task<string?> KeepAsync()
    {
        if (InForce is null)
            return null;
        var now = Now;
        if (IsStale() && !IsDenied)
        {
            await DenyAsync(DenyAll!);
            Reached(now);
            return "everything is denied: the bundle in force is stale";
        }

        if (Boundary <= now)
        {
            await activation.SwitchAsync(InForce.At(now), LastGood);
            Reached(now);
            return $"revision {InForce.RevisionText} is in force as of {now:u}";
        }

        if (LooksAt > clock.GetUtcNow() || LooksAt is null)
            return null;
        var restored = await TakeBackAsync(LastGood!);
        if (restored is not null)
            RepairedAt = clock.GetUtcNow();
        return restored;
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
        var bundle = Require(BundleVerifier.Verify(archive, settings.Scope, list.For(settings.Scope.Environment)), "the bundle");
        var freshness = Verify(freshnessHeader, list, ContentDigest.Name(sha256));
        if (bundle.Manifest.Revision < memory.HighestRevision)
            throw new PullException("older", $"the bundle has revision {bundle.Manifest.Revision}; {memory.HighestRevision} was already seen");
        Remember(memory with { HighestRevision = bundle.Manifest.Revision });
        var next = Accept(bundle, BundleDirectory.NameOf(bundle.Manifest.Revision, sha256), sha256);
        await ActivateAsync(next, archive, freshness);
        return $"revision {next.RevisionText} is in force";
    }

    /// <summary>The bundle, once the engine finds nothing in any of its states that it must not do.</summary>
    private InForce Accept(VerifiedBundle bundle, string name, byte[] sha256)
    {
        var states = Require(BundleStates.Read(bundle), "the bundle");
        var found = new InForce(bundle, states, name, sha256, engine.DeniesWhenStale(bundle));
        for (DateTimeOffset? from = DateTimeOffset.MinValue; from is { } instant; from = found.EndOf(instant))
            engine.Inspect(found.At(instant).Files);
        return found;
    }

    private async Task ActivateAsync(InForce next, byte[] archive, Freshness freshness)
    {
        if (next.Name != InForce?.Name || !directory.Holds(next.Name, next.Bundle))
            directory.Store(next.Name, archive, next.Bundle);
        // The console's own word on the time bounds what a clock that was set back can bring back.
        var now = clock.GetUtcNow() is var instant && instant > freshness.IssuedAt ? instant : freshness.IssuedAt;
        await activation.SwitchAsync(next.At(now), LastGood);
        var former = InForce;
        InForce = next;
        lookedAt = clock.GetUtcNow();
        Remember(memory with { InForce = next.Name, ActiveSince = clock.GetUtcNow(), FreshUntil = freshness.NotAfter, NotBefore = now });
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
        if (!IsDenying)
            return null;
        var now = Now;
        if (IsStale())
            throw new PullException("stale", $"the freshness ends at {freshness.NotAfter:u}; this puller's clock has shown {now:u} already: everything stays denied until a new bundle comes");
        await activation.SwitchAsync(InForce.At(now), DenyAll);
        Reached(now);
        return $"revision {InForce.RevisionText} is in force again";
    }

    /// <summary>Where it fails, what is closed by then stays closed, and it is tried again: there is no way back to what is stale.</summary>
    private async Task DenyAsync(EngineState denyAll)
    {
        isDenialPending = true;
        await activation.SwitchAsync(denyAll, denyAll);
        isDenialPending = false;
    }

    private async Task<string?> TakeBackAsync(EngineState state)
    {
        var isSame = await engine.RunsAsync(state);
        if (!isSame)
            await activation.SwitchAsync(state, state);
        lookedAt = clock.GetUtcNow();
        return isSame ? null : $"{(state.DeniesAll ? "the denial of everything" : $"revision {state.Revision}")} is in force again: the engine ran something else";
    }

    private async Task<bool> IsAtAsync(EngineState state) => directory.Current == state.Target && await engine.RunsAsync(state);

    private void Reached(DateTimeOffset instant)
    {
        lookedAt = clock.GetUtcNow();
        if (InForce is not null)
            Remember(memory with { NotBefore = instant });
    }

    /// <summary>The console's word that exactly this archive is the newest now.</summary>
    private Freshness Verify(string? header, KeyList list, string digest)
    {
        var freshness = Require(Freshness.Verify(
            header ?? throw new PullException("stale", "the console's answer carries no Access-Freshness"), list.For(settings.Scope.Environment), settings.Scope, clock.GetUtcNow()), "the freshness");
        return freshness.BundleDigest == digest
            ? freshness
            : throw new PullException("stale", $"the freshness is of `{freshness.BundleDigest}`, not of the bundle `{digest}`");
    }

    private InForce ReadCached(string name)
    {
        try
        {
            var archive = directory.ReadArchive(name);
            var bundle = Require(BundleVerifier.Verify(archive, settings.Scope, keys.ReadCached(settings.Scope.Environment)), $"the cached bundle `{name}`");
            var accepted = Accept(bundle, name, SHA256.HashData(archive));
            if (!directory.Holds(name, bundle))
                directory.Store(name, archive, bundle);
            return accepted;
        }
        catch (IOException e)
        {
            throw new PullException("cache", $"the cached bundle `{name}` cannot be read: {e.Message}");
        }
    }

    private bool IsStale() => InForce is { DeniesWhenStale: true } && !(Now < memory.FreshUntil);

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
