using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Signing;
using AccessConsole.Tokens;

namespace AccessConsole.Distribution.Endpoints;

/// <summary>
/// <c>GET /v1/revisions/{n}/bundles/…</c>: what was current at a revision. Memory answers for the archive that still is, the store for older ones. What went to
/// some stages only is nothing to a token of none of them, later neither.
/// </summary>
internal sealed class PinnedBundleEndpoint(
    BundleCatalog catalog, PullerAuthentication authentication, ScopeRefusals scope, FreshnessSigner freshness, SigningKeyRing keys, IBundleStore store, IStagedRolloutStore rollouts, TimeProvider clock, ILogger<PinnedBundleEndpoint> logger)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

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
            await AnswerAsync(context, address, revision, token.Token.Labels, now);
    }

    /// <summary>History is an environment's: a service's token reads what is current.</summary>
    private static bool MayRead(LiveToken token, BundleAddress address) => token.Token.Service is null && token.Covers(address.Scope);

    private async Task AnswerAsync(HttpContext context, BundleAddress address, int revision, ValueMap labels, DateTimeOffset now)
    {
        var keyId = (string?)context.Request.Query["keyid"];
        var slot = catalog.Find(address.Scope);
        if (address.IsFreshness)
            await FreshnessAnswer.WriteAsync(context, slot?.For(labels), keyId, freshness, now);
        else if (slot is null || revision > catalog.CurrentRevision)
            await MachineProblems.NothingPublishedAsync(context);
        else
            await AnswerAsync(context, slot, revision, labels, keyId, now);
    }

    private async Task AnswerAsync(HttpContext context, BundleSlot slot, int revision, ValueMap labels, string? keyId, DateTimeOffset now)
    {
        var view = slot.View;
        try
        {
            var bundle = view.Newest.Revision <= revision ? view.Newest.Find(keyId) : await LoadAsync(slot.Scope, revision, labels, keyId, context.RequestAborted);
            if (bundle is not null && view.IsKept(bundle.Stored.Revision, labels))
                bundle = null;
            if (bundle is null)
                await MachineProblems.NotFoundAsync(context, "nothing was published there at that revision, or not signed by that key");
            // What a retired key signed stays history; what is fresh is said of the current archive, by a live key.
            else if ((view.For(labels)?.FindLive(keyId) ?? view.For(labels)?.FindLive(null)) is not { } live)
                await Refusals.NoLiveArchiveAsync(context, null);
            else
                await WriteAsync(context, bundle, keyId, await freshness.CurrentAsync(live, now));
        }
        catch (Exception e) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
        {
            logger.LogWarning(e, "the bundle of `{Scope}` at revision {Revision} could not be read", slot.Scope, revision);
            await MachineProblems.UnavailableAsync(context, "earlier revisions cannot be read while the database is away", RetryAfter);
        }
    }

    /// <summary>By the key that is asked for; else by the oldest live key, or by the oldest that signed it where none of those is live.</summary>
    private async Task<ServedBundle?> LoadAsync(BundleScope scope, int revision, ValueMap labels, string? keyId, CancellationToken aborted)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        timeout.CancelAfter(Patience);
        foreach (var key in keyId is null ? keys.For(scope.Environment).Select(signer => signer.KeyId).Append(null) : [keyId])
        {
            if (await store.FindAsync(scope, revision, key, timeout.Token) is { } stored)
                return await IsKeptAsync(stored, labels, timeout.Token) ? null : new ServedBundle(stored);
        }

        return null;
    }

    /// <summary>Of what is over the store knows to whom it was released.</summary>
    private async Task<bool> IsKeptAsync(StoredBundle stored, ValueMap labels, CancellationToken cancellationToken) =>
        (await rollouts.FindAsync(stored.Revision, cancellationToken)).Any(rollout => rollout.Environment == stored.Scope.Environment && !rollout.IsReleasedTo(labels));

    private static Task WriteAsync(HttpContext context, ServedBundle bundle, string? keyId, string? statement)
    {
        // Only together with the key does the address name one archive for all time: the default key changes with rotation.
        var cacheControl = keyId is null ? BundleWriter.AlwaysRevalidate : BundleWriter.Immutable;
        var held = context.Request.Headers.IfNoneMatch;
        var clientTag = EntityTag.Same(held, bundle);
        return clientTag is null
            ? BundleWriter.ArchiveAsync(context, bundle, statement, cacheControl, PreferHeader.Read(context.Request.Headers["Prefer"]).IsOpaLongPoll)
            : BundleWriter.NotModifiedAsync(context, bundle, clientTag, statement, cacheControl);
    }
}
