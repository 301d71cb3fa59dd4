using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Signing;
using AccessConsole.Tokens;

namespace AccessConsole.Distribution.Endpoints;

/// <summary><c>GET /v1/revisions/{n}/bundles/…</c>: what was current at a revision. Memory answers for the archive that still is, the store for older ones.</summary>
internal sealed class PinnedBundleEndpoint(
    BundleCatalog catalog, PullerAuthentication authentication, ScopeRefusals scope, FreshnessSigner freshness, SigningKeyRing keys, IBundleStore store, TimeProvider clock, ILogger<PinnedBundleEndpoint> logger)
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
            await AnswerAsync(context, address, revision, now);
    }

    /// <summary>History is an environment's: a service's token reads what is current.</summary>
    private static bool MayRead(LiveToken token, BundleAddress address) => token.Token.Service is null && token.Covers(address.Scope);

    private async Task AnswerAsync(HttpContext context, BundleAddress address, int revision, DateTimeOffset now)
    {
        var keyId = (string?)context.Request.Query["keyid"];
        var slot = catalog.Find(address.Scope);
        if (address.IsFreshness)
            await FreshnessAnswer.WriteAsync(context, slot, keyId, freshness, now);
        else if (slot is null || revision > catalog.CurrentRevision)
            await MachineProblems.NothingPublishedAsync(context);
        else
            await AnswerAsync(context, slot, revision, keyId, now);
    }

    private async Task AnswerAsync(HttpContext context, BundleSlot slot, int revision, string? keyId, DateTimeOffset now)
    {
        var current = slot.Current;
        try
        {
            var bundle = current.Revision <= revision ? current.Find(keyId) : await LoadAsync(slot, revision, keyId, context.RequestAborted);
            if (bundle is null)
                await MachineProblems.NotFoundAsync(context, "nothing was published there at that revision, or not signed by that key");
            // What a retired key signed stays history; what is fresh is said of the current archive, by a live key.
            else if ((current.FindLive(keyId) ?? current.FindLive(null)) is not { } live)
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
    private async Task<ServedBundle?> LoadAsync(BundleSlot slot, int revision, string? keyId, CancellationToken aborted)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        timeout.CancelAfter(Patience);
        foreach (var key in keyId is null ? keys.For(slot.Scope.Environment).Select(signer => signer.KeyId).Append(null) : [keyId])
        {
            if (await store.FindAsync(slot.Scope, revision, key, timeout.Token) is { } stored)
                return new ServedBundle(stored);
        }

        return null;
    }

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
