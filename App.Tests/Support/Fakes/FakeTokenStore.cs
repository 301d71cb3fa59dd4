using System.Collections.Concurrent;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using Npgsql;

namespace AccessConsole.Tests.Support.Fakes;

/// <summary>Tokens in memory; unreachable when told so. Counts what it is asked by hash.</summary>
internal sealed class FakeTokenStore : ITokenStore
{
    private readonly ConcurrentDictionary<Guid, AccessToken> tokens = new();
    private int asked;

    public bool IsAway { get; set; }

    /// <summary>How often a token was looked up by its hash or SPIFFE ID.</summary>
    public int Asked => asked;

    public ConcurrentDictionary<Guid, DateTimeOffset> Uses { get; } = new();

    public void Add(AccessToken token) => tokens[token.Id] = token;

    public Task<bool> CreateAsync(AccessToken token, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        RequireReachable();
        if (token.SpiffeId is { } id && Registered(id) is not null)
            return Task.FromResult(false);
        Add(token);
        return Task.FromResult(true);
    }

    public Task<AccessToken?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        RequireReachable();
        return Task.FromResult(tokens.GetValueOrDefault(id));
    }

    public async Task<AccessToken?> FindByHashAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref asked);
        await Task.Yield();
        RequireReachable();
        return tokens.Values.FirstOrDefault(token => token.Hash.Span.SequenceEqual(hash.Span));
    }

    public async Task<AccessToken?> FindBySpiffeIdAsync(SpiffeId id, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref asked);
        await Task.Yield();
        RequireReachable();
        return Registered(id);
    }

    public Task<IReadOnlyList<AccessToken>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken, string? search = null)
    {
        RequireReachable();
        return Task.FromResult<IReadOnlyList<AccessToken>>(
            [.. tokens.Values.OrderBy(token => token.Id).Where(token => (after is null || token.Id > after) && Search.Finds(search, [token.Prefix, token.Owner.Name, token.Environment, token.Service, .. token.Labels.Values])).Take(limit)]);
    }

    public Task<IReadOnlyList<AccessToken>> LoadLiveAsync(CancellationToken cancellationToken)
    {
        RequireReachable();
        return Task.FromResult<IReadOnlyList<AccessToken>>([.. tokens.Values.Where(token => token.RevokedAt is null)]);
    }

    public Task<IReadOnlyList<Guid>> RevokeAsync(Guid id, Func<AccessToken, AuditEvent> eventOf, CancellationToken cancellationToken)
    {
        RequireReachable();
        return Task.FromResult<IReadOnlyList<Guid>>(Revoke(id) ? [id] : []);
    }

    public bool Revoke(Guid id)
    {
        if (!tokens.TryGetValue(id, out var token) || token.RevokedAt is not null)
            return false;
        tokens[id] = token with { RevokedAt = DateTimeOffset.UtcNow };
        return true;
    }

    public Task NoteUseAsync(IReadOnlyDictionary<Guid, DateTimeOffset> lastUsed, CancellationToken cancellationToken)
    {
        RequireReachable();
        foreach (var (id, at) in lastUsed)
            Uses[id] = at;
        return Task.CompletedTask;
    }

    private AccessToken? Registered(SpiffeId id) => tokens.Values.SingleOrDefault(token => token.SpiffeId == id && token.RevokedAt is null);

    private void RequireReachable()
    {
        if (IsAway)
            throw new NpgsqlException("the database is away");
    }
}
