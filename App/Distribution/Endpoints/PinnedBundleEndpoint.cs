using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Health;
using AccessConsole.Signing;
using AccessConsole.Tokens;

namespace AccessConsole.Distribution.Endpoints;

/// <summary>
/// <c>GET /v1/revisions/{n}/bundles/…</c>: what was current at a revision. Memory answers for the archive that still is, the store for older ones. What went to
/// some stages only is nothing to a token of none of them, later neither.
/// </summary>
internal sealed class PinnedBundleEndpoint(
    BundleCatalog catalog, PullerAuthentication authentication, ScopeRefusals scope, FreshnessSigner freshness, PollHolding holding, SigningKeyRing keys, IBundleStore store, IStagedRolloutStore rollouts, TimeProvider clock, ILogger<PinnedBundleEndpoint> logger)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly PatientCalls calls = new(Patience);

    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            await MachineProblems.MethodAsync(context, "GET, HEAD");
            return;
        }

        var now = clock.GetUtcNow();
        var finding = await authentication.FindAsync(context, now);
        if (finding.Token is not { } token)
            await Refusals.OfTokenAsync(context, finding);
        else if (BundleAddress.Read(context.Request.Path.Value) is not { Revision: { } revision } address)
            await MachineProblems.NotFoundAsync(context, "there is no such address");
        else if (!MayRead(token, address))
            await scope.AnswerAsync(context, token);
        else
            await AnswerAsync(context, address, revision, token, now);
    }

    /// <summary>History is an environment's: a service's token reads what is current.</summary>
    private static bool MayRead(LiveToken token, BundleAddress address) => token.Token.Service is null && token.Covers(address.Scope);

    private async Task AnswerAsync(HttpContext context, BundleAddress address, int revision, LiveToken token, DateTimeOffset now)
    {
        var keyId = (string?)context.Request.Query["keyid"];
        var slot = catalog.Find(address.Scope);
        if (slot is null || revision > catalog.CurrentRevision)
            await MachineProblems.NothingPublishedAsync(context);
        else if (!address.IsFreshness)
            await AnswerAsync(context, slot, revision, token, keyId, now);
        else if (await IsNothingAsync(slot, revision, token.Token.Labels, context.RequestAborted))
            await MachineProblems.NothingPublishedAsync(context);
        else
            await FreshnessAnswer.WriteAsync(context, slot.For(token.Token.Labels), keyId, freshness, now);
    }

    /// <summary>Whether it is certain that nothing was published there at that revision. While the store cannot say so, what is fresh is answered: it is of what is current.</summary>
    private async Task<bool> IsNothingAsync(BundleSlot slot, int revision, ValueMap labels, CancellationToken aborted)
    {
        try
        {
            return await FindAsync(slot, revision, labels, [null], aborted) is null;
        }
        catch (Exception e) when (!aborted.IsCancellationRequested)
        {
            logger.LogWarning(e, "whether there was a bundle of `{Scope}` at revision {Revision} could not be read", slot.Scope, revision);
            return false;
        }
    }

    private async Task AnswerAsync(HttpContext context, BundleSlot slot, int revision, LiveToken token, string? keyId, DateTimeOffset now)
    {
        ServedBundle? bundle;
        try
        {
            bundle = await FindAsync(slot, revision, token.Token.Labels, KeysFor(slot.Scope, keyId), context.RequestAborted);
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            logger.LogWarning(e, "the bundle of `{Scope}` at revision {Revision} could not be read", slot.Scope, revision);
            await MachineProblems.UnavailableAsync(context, "earlier revisions cannot be read while the database is away", RetryAfter);
            return;
        }

        if (bundle is null)
            await MachineProblems.NotFoundAsync(context, "nothing was published there at that revision, or not signed by that key");
        else
            await AnswerAsync(context, slot, bundle, token, keyId, now);
    }

    private async Task AnswerAsync(HttpContext context, BundleSlot slot, ServedBundle bundle, LiveToken token, string? keyId, DateTimeOffset now)
    {
        var prefer = PreferHeader.Read(context.Request.Headers["Prefer"]);
        var clientTag = EntityTag.Same(context.Request.Headers.IfNoneMatch, bundle);
        // What was current at a revision never changes, so that such a poll is held for all of its time, and nothing is looked up again after it.
        if (clientTag is not null && prefer.Wait > TimeSpan.Zero && !await holding.HoldAsync(context, slot, token, now + prefer.Wait, static _ => true))
            return;
        // What a retired key signed stays history; what is fresh is said of the current archive, by a live key.
        var served = slot.For(token.Token.Labels);
        if ((served?.FindLive(keyId) ?? served?.FindLive(null)) is { } live)
            await WriteAsync(context, bundle, clientTag, keyId, await freshness.CurrentAsync(live, clock.GetUtcNow()), prefer);
        else
            await Refusals.NoLiveArchiveAsync(context, null);
    }

    /// <summary>By the key that is asked for; else by the oldest live key, or by the oldest that signed it where none of those is live.</summary>
    private IEnumerable<string?> KeysFor(BundleScope scope, string? keyId) => keyId is null ? keys.For(scope.Environment).Select(signer => signer.KeyId).Append(null) : [keyId];

    /// <param name="keyIds">In the order in which the store is asked for them; null, which stands for any, is the last.</param>
    private async Task<ServedBundle?> FindAsync(BundleSlot slot, int revision, ValueMap labels, IEnumerable<string?> keyIds, CancellationToken aborted)
    {
        var view = slot.View;
        var bundle = view.Newest.Revision <= revision
            ? view.Newest.Find(keyIds.Last())
            : await calls.AskAsync(timeout => LoadAsync(slot.Scope, revision, labels, keyIds, timeout), aborted);
        return bundle is null || view.IsKept(bundle.Stored.Revision, labels) ? null : bundle;
    }

    private async Task<ServedBundle?> LoadAsync(BundleScope scope, int revision, ValueMap labels, IEnumerable<string?> keyIds, CancellationToken cancellationToken)
    {
        foreach (var key in keyIds)
        {
            if (await store.FindAsync(scope, revision, key, cancellationToken) is { } stored)
                return await IsKeptAsync(stored, labels, cancellationToken) ? null : new ServedBundle(stored);
        }

        return null;
    }

    /// <summary>Of what is over the store knows to whom it was released.</summary>
    private async Task<bool> IsKeptAsync(StoredBundle stored, ValueMap labels, CancellationToken cancellationToken) =>
        (await rollouts.FindAsync(stored.Revision, cancellationToken)).Any(rollout => rollout.Environment == stored.Scope.Environment && !rollout.IsReleasedTo(labels));

    private static Task WriteAsync(HttpContext context, ServedBundle bundle, string? clientTag, string? keyId, string? statement, PreferHeader prefer)
    {
        // Only together with the key does the address name one archive for all time: the default key changes with rotation.
        var cacheControl = keyId is null ? BundleWriter.AlwaysRevalidate : BundleWriter.Immutable;
        return clientTag is null
            ? BundleWriter.ArchiveAsync(context, bundle, statement, cacheControl, prefer.IsOpaLongPoll)
            : BundleWriter.NotModifiedAsync(context, bundle, clientTag, statement, cacheControl);
    }
}
