using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Tokens;

/// <summary>
/// Every live token, in memory: the machine side checks tokens without the database. Other replicas' new tokens are found by asking once,
/// their revocations by reloading.
/// </summary>
public sealed class TokenCache(TokenMisses misses, TimeProvider clock)
{
    private static readonly TimeSpan EndedKnownFor = TimeSpan.FromDays(30);

    private readonly ConcurrentDictionary<TokenHash, LiveToken> tokens = new();

    // Those of them that a certificate stands for; of one SPIFFE ID the store has one that is not revoked.
    private readonly ConcurrentDictionary<SpiffeId, LiveToken> bySpiffeId = new();

    private readonly ConcurrentDictionary<Guid, LiveToken> byId = new();

    // INVARIANT (revocation is final): an id in here never becomes live again, however old the list that names it.
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> revoked = new();

    // Tokens that are over, by when they expire: of these it is known that they are refused while the store cannot say so. It opens and closes nothing.
    private readonly ConcurrentDictionary<TokenHash, DateTimeOffset> ended = new();

    // When those that left memory were last used: whoever revokes a stolen token in a hurry asks for just that.
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> lastUses = new();

    /// <summary>Says that the disk cache is behind.</summary>
    internal event Action? Changed;

    public void Add(AccessToken token)
    {
        Accept(token);
        Changed?.Invoke();
    }

    public void Revoke(Guid id)
    {
        revoked[id] = clock.GetUtcNow();
        foreach (var (hash, token) in tokens)
        {
            if (token.Token.Id == id)
                Remove(hash, token);
        }

        Changed?.Invoke();
    }

    /// <summary>The live token of this text; where memory has none, the store is asked once.</summary>
    public ValueTask<TokenFinding> FindAsync(string text, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!TokenText.IsWellFormed(text))
            return default;
        var hash = TokenText.Hash(text);
        if (!tokens.TryGetValue(TokenHash.Of(hash), out var token))
            return AskStoreAsync(hash, now, cancellationToken);
        var isSame = TokenHash.AreSame(token.Token.Hash.Span, hash);
        return new(new TokenFinding(isSame && token.IsLive(now) ? token : null));
    }

    /// <summary>The live registration of a SPIFFE ID that was verified; where memory has none, the store is asked once.</summary>
    public ValueTask<TokenFinding> FindAsync(SpiffeId id, DateTimeOffset now, CancellationToken cancellationToken) =>
        // One that expired still holds its SPIFFE ID in the store, which therefore knows no better.
        bySpiffeId.TryGetValue(id, out var token) ? new(new TokenFinding(token.IsLive(now) ? token : null)) : AskStoreAsync(id, now, cancellationToken);

    /// <summary>The labels of a live token; none where it is not known.</summary>
    public ValueMap LabelsOf(Guid id) => byId.TryGetValue(id, out var token) ? token.Token.Labels : ValueMap.Empty;

    /// <summary>What the disk cache keeps.</summary>
    internal TokenSnapshot Snapshot()
    {
        var since = clock.GetUtcNow() - EndedKnownFor;
        foreach (var (hash, expires) in ended)
        {
            if (expires < since)
                ended.TryRemove(hash, out _);
        }

        return new TokenSnapshot([.. tokens.Values.Select(token => token.Token).OrderBy(token => token.Id)], [.. revoked.Keys.Order()], new Dictionary<TokenHash, DateTimeOffset>(ended));
    }

    /// <summary>The tokens in memory now; those of them that a list read from the store afterwards lacks are revoked or expired.</summary>
    internal IReadOnlyCollection<TokenHash> Known() => [.. tokens.Keys];

    /// <param name="known">What <see cref="Known"/> answered before the list was read: a token that came since is no revoked one.</param>
    internal void Replace(IReadOnlyList<AccessToken> live, IReadOnlyCollection<TokenHash> known)
    {
        var gone = known.ToHashSet();
        foreach (var token in live)
        {
            Accept(token);
            gone.Remove(TokenHash.Of(token.Hash.Span));
        }

        foreach (var hash in gone)
        {
            if (tokens.TryGetValue(hash, out var token))
                Remove(hash, token);
        }

        Changed?.Invoke();
    }

    internal void Restore(TokenSnapshot saved)
    {
        foreach (var id in saved.Revoked)
            revoked.TryAdd(id, clock.GetUtcNow());
        foreach (var (hash, expires) in saved.Ended)
            ended.TryAdd(hash, expires);
        foreach (var token in saved.Live)
            Accept(token);
    }

    /// <summary>Uses since the last call, by token; also those of tokens that left memory since.</summary>
    internal Dictionary<Guid, DateTimeOffset> TakeUses()
    {
        var uses = tokens.Values
            .Select(token => (token.Token.Id, Used: token.TakeLastUse()))
            .Where(use => use.Used is not null)
            .ToDictionary(use => use.Id, use => use.Used!.Value);
        foreach (var (id, used) in lastUses)
        {
            if (lastUses.TryRemove(new(id, used)))
                uses.TryAdd(id, used);
        }

        return uses;
    }

    private LiveToken? Accept(AccessToken token)
    {
        if (token.RevokedAt is not null || revoked.ContainsKey(token.Id))
            return null;
        var live = tokens.GetOrAdd(TokenHash.Of(token.Hash.Span), _ => new LiveToken(token));
        // A revocation may have come between the look and the addition; its own search may have been too early to see this one.
        if (!revoked.ContainsKey(token.Id))
            return Indexed(live);
        Remove(TokenHash.Of(token.Hash.Span), live);
        return null;
    }

    private LiveToken Indexed(LiveToken token)
    {
        byId[token.Token.Id] = token;
        if (revoked.ContainsKey(token.Token.Id))
            byId.TryRemove(new(token.Token.Id, token));
        if (token.Token.SpiffeId is not { } id)
            return token;
        bySpiffeId[id] = token;
        // As above: a revocation that came meanwhile found nothing to take away.
        if (revoked.ContainsKey(token.Token.Id))
            bySpiffeId.TryRemove(new(id, token));
        return token;
    }

    private void Remove(TokenHash hash, LiveToken token)
    {
        // Connections remember the object, so it must know by itself.
        token.Revoke();
        if (token.TakeLastUse() is { } used)
            lastUses[token.Token.Id] = used;
        ended[hash] = token.Token.ExpiresAt;
        tokens.TryRemove(new(hash, token));
        byId.TryRemove(new(token.Token.Id, token));
        if (token.Token.SpiffeId is { } id)
            bySpiffeId.TryRemove(new(id, token));
    }

    private async ValueTask<TokenFinding> AskStoreAsync(byte[] hash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (token, absence) = await misses.AskAsync(hash, (store, timeout) => store.FindByHashAsync(hash, timeout), now, cancellationToken);
        if (token is null)
            return new TokenFinding(null, absence is TokenAbsence.Unknowable && ended.ContainsKey(TokenHash.Of(hash)) ? TokenAbsence.Refused : absence);
        if (!TokenHash.AreSame(token.Hash.Span, hash) || Accept(token) is not { } live)
            return default;
        Changed?.Invoke();
        return new TokenFinding(live.IsLive(now) ? live : null);
    }

    private async ValueTask<TokenFinding> AskStoreAsync(SpiffeId id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (token, absence) = await misses.AskAsync(
            SHA256.HashData(Encoding.UTF8.GetBytes(id.Text)), (store, timeout) => store.FindBySpiffeIdAsync(id, timeout), now, cancellationToken);
        if (token is null)
            return new TokenFinding(null, absence);
        if (token.SpiffeId != id || Accept(token) is not { } live)
            return default;
        Changed?.Invoke();
        return new TokenFinding(live.IsLive(now) ? live : null);
    }
}
