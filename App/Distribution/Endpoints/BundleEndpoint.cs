using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Points;
using AccessConsole.Telemetry;
using AccessConsole.Tokens;

namespace AccessConsole.Distribution.Endpoints;

/// <summary>
/// <c>GET /v1/bundles/…</c>: the current archive, at once or once it changed. The path of nearly every request of the machine side, so it allocates
/// nothing of its own until a poll is held, and reads memory only.
/// </summary>
internal sealed class BundleEndpoint(
    BundleCatalog catalog, PullerAuthentication authentication, FreshnessSigner freshness, PollHolding holding, ScopeRefusals scope, PointPolls polls, MachineMetrics metrics, TimeProvider clock)
{
    public Task HandleAsync(HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            return MachineProblems.MethodAsync(context, "GET, HEAD");
        var now = clock.GetUtcNow();
        var finding = authentication.FindAsync(context, now);
        return finding.IsCompletedSuccessfully ? HandleAsync(context, finding.Result, now) : AwaitedAsync(context, finding, now);
    }

    private async Task AwaitedAsync(HttpContext context, ValueTask<TokenFinding> finding, DateTimeOffset now) =>
        await HandleAsync(context, await finding, now);

    private Task HandleAsync(HttpContext context, TokenFinding finding, DateTimeOffset now)
    {
        if (finding.Token is not { } token)
            return Refusals.OfTokenAsync(context, finding);
        var path = context.Request.Path.Value!;
        if (path.EndsWith(BundleAddress.FreshnessSuffix, StringComparison.Ordinal))
            return HandleFreshnessAsync(context, token, path, now);
        if (catalog.Find(path) is not { } slot)
            return RefuseAsync(context, token, path);
        if (!token.Covers(slot.Scope))
            return scope.AnswerAsync(context, token);
        polls.Note(token.Token, NameOf(context.Request), now);
        return AnswerAsync(context, slot, token, now);
    }

    private Task AnswerAsync(HttpContext context, BundleSlot slot, LiveToken token, DateTimeOffset now)
    {
        var keyId = KeyIdOf(context.Request);
        if (slot.For(token.Token.Labels) is not { } served)
            return MachineProblems.NothingPublishedAsync(context);
        if (served.FindLive(keyId) is not { } bundle)
            return Refusals.NoLiveArchiveAsync(context, keyId);
        var request = context.Request.Headers;
        var prefer = PreferHeader.Read(request["Prefer"]);
        var clientTag = EntityTag.Current(request.IfNoneMatch, bundle);
        if (clientTag is not null && prefer.Wait > TimeSpan.Zero)
            return HoldAsync(context, slot, token, keyId, prefer, now);
        var statement = freshness.CurrentAsync(bundle, now);
        return statement.IsCompletedSuccessfully
            ? WriteAsync(context, token, bundle, clientTag, statement.Result, prefer)
            : AwaitedAsync(context, token, bundle, clientTag, statement, prefer);
    }

    private async Task AwaitedAsync(HttpContext context, LiveToken token, ServedBundle bundle, string? clientTag, ValueTask<string?> statement, PreferHeader prefer) =>
        await WriteAsync(context, token, bundle, clientTag, await statement, prefer);

    private Task WriteAsync(HttpContext context, LiveToken token, ServedBundle bundle, string? clientTag, string? statement, PreferHeader prefer)
    {
        if (clientTag is null)
        {
            metrics.CountArchive(bundle.Stored.Scope.Target);
            if (HttpMethods.IsGet(context.Request.Method))
                polls.NoteHandedOut(token.Token, NameOf(context.Request), bundle.Stored.Scope, bundle.Stored.Revision, clock.GetUtcNow());
            return BundleWriter.ArchiveAsync(context, bundle, statement, BundleWriter.AlwaysRevalidate, prefer.IsOpaLongPoll);
        }

        metrics.CountUnchanged(bundle.Stored.Scope.Target);
        return BundleWriter.NotModifiedAsync(context, bundle, clientTag, statement, BundleWriter.AlwaysRevalidate);
    }

    private async Task HoldAsync(HttpContext context, BundleSlot slot, LiveToken token, string? keyId, PreferHeader prefer, DateTimeOffset now)
    {
        if (await holding.HoldAsync(context, slot, token, now + prefer.Wait, IsCurrent))
            await AnswerHeldAsync(context, slot, token, keyId, prefer);

        bool IsCurrent(ServedScope? served) => served?.FindLive(keyId) is { } bundle && EntityTag.Current(context.Request.Headers.IfNoneMatch, bundle) is not null;
    }

    private async Task AnswerHeldAsync(HttpContext context, BundleSlot slot, LiveToken token, string? keyId, PreferHeader prefer)
    {
        if (slot.For(token.Token.Labels)?.FindLive(keyId) is not { } bundle)
        {
            await Refusals.NoLiveArchiveAsync(context, keyId);
            return;
        }

        var clientTag = EntityTag.Current(context.Request.Headers.IfNoneMatch, bundle);
        await WriteAsync(context, token, bundle, clientTag, await freshness.CurrentAsync(bundle, clock.GetUtcNow()), prefer);
    }

    private async Task HandleFreshnessAsync(HttpContext context, LiveToken token, string path, DateTimeOffset now)
    {
        if (BundleAddress.Read(path) is not { } address)
            await MachineProblems.NotFoundAsync(context, "there is no such address");
        else if (!token.Covers(address.Scope))
            await scope.AnswerAsync(context, token);
        else
            await FreshnessAnswer.WriteAsync(context, catalog.Find(address.Scope)?.For(token.Token.Labels), KeyIdOf(context.Request), freshness, now);
    }

    private Task RefuseAsync(HttpContext context, LiveToken token, string path)
    {
        if (BundleAddress.Read(path) is not { } address)
            return MachineProblems.NotFoundAsync(context, "there is no such address");
        return token.Covers(address.Scope) ? MachineProblems.NothingPublishedAsync(context) : scope.AnswerAsync(context, token);
    }

    private static string? NameOf(HttpRequest request) => request.Headers.TryGetValue(PointPolls.NameHeader, out var name) ? (string?)name : null;

    private static string? KeyIdOf(HttpRequest request) => request.QueryString.HasValue ? (string?)request.Query["keyid"] : null;
}
