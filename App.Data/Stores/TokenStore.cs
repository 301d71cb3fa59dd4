using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Sql;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccessConsole.Data.Stores;

internal sealed class TokenStore(IDbContextFactory<AccessDbContext> contexts, TimeProvider time) : ITokenStore
{
    public async Task<bool> CreateAsync(AccessToken token, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        // Holds the maker's row until the commit: a revocation of it either comes first, or finds this token.
        if (token is { Kind: TokenKind.Api, Owner.TokenId: { } maker } && await Live(context, maker).ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, (DateTimeOffset?)null), cancellationToken) == 0)
            return false;
        context.Tokens.Add(token);
        try
        {
            await context.SaveWithAuditAsync([auditEvent], cancellationToken);
        }
        catch (Exception e) when (token.SpiffeId is not null && IsTaken(e))
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    public async Task<AccessToken?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Tokens.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, cancellationToken);
    }

    public async Task<AccessToken?> FindByHashAsync(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Tokens.AsNoTracking().SingleOrDefaultAsync(t => t.Hash.Equals(hash), cancellationToken);
    }

    public async Task<AccessToken?> FindBySpiffeIdAsync(SpiffeId id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Tokens.AsNoTracking().SingleOrDefaultAsync(t => t.SpiffeId == id && t.RevokedAt == null, cancellationToken);
    }

    public async Task<IReadOnlyList<AccessToken>> ListAsync(Guid? after, int limit, CancellationToken cancellationToken, string? search = null)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var tokens = SearchWords.Patterns(search) is { Length: > 0 } patterns
            ? context.Tokens.FromSql(
                $"""
                SELECT t.* FROM tokens t
                WHERE NOT EXISTS (
                  SELECT 1 FROM unnest({patterns}) AS word(pattern)
                  WHERE NOT (t.prefix ILIKE substr(pattern, 2) OR COALESCE(t.owner ->> 'name' ILIKE pattern, FALSE)
                    OR COALESCE(t.environment ILIKE pattern, FALSE) OR COALESCE(t.service ILIKE pattern, FALSE) OR COALESCE(t.spiffe_id ILIKE pattern, FALSE)
                    OR EXISTS (SELECT 1 FROM jsonb_each_text(t.labels) label WHERE label.key || '=' || label.value ILIKE pattern)
                    OR EXISTS (SELECT 1 FROM jsonb_array_elements_text(t.environments) AS held(name) WHERE held.name ILIKE pattern)))
                """)
            : context.Tokens;
        return await tokens.AsNoTracking()
            .Where(t => after == null || t.Id > after)
            .OrderBy(t => t.Id)
            .Take(limit)
            .ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<AccessToken>> LoadLiveAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Tokens.AsNoTracking().Where(t => t.RevokedAt == null && t.ExpiresAt > now).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Guid>> RevokeAsync(Guid id, Func<AccessToken, AuditEvent> eventOf, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        List<AuditEvent> events = [];
        List<Guid> revoked = [];
        for (var next = new Queue<Guid>([id]); next.TryDequeue(out var one);)
        {
            if (await context.Tokens.AsNoTracking().SingleOrDefaultAsync(t => t.Id == one, cancellationToken) is not { } token)
                continue;
            var ended = eventOf(token);
            if (await Live(context, one).ExecuteUpdateAsync(set => set.SetProperty(t => t.RevokedAt, events.Count == 0 ? ended.At : events[0].At), cancellationToken) > 0)
            {
                events.Add(ended);
                revoked.Add(one);
            }

            if (revoked.Count == 0)
                return [];
            // Asked once the row is this transaction's: nothing is made by it from here on.
            foreach (var made in await context.Tokens.FromSqlRaw(SqlScripts.Read("list_tokens_made"), new NpgsqlParameter("maker", one.ToString())).AsNoTracking().ToListAsync(cancellationToken))
                next.Enqueue(made.Id);
        }

        await context.SaveWithAuditAsync(events, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return revoked;
    }

    public async Task NoteUseAsync(IReadOnlyDictionary<Guid, DateTimeOffset> lastUsed, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.ExecuteScriptAsync(
            "note_token_use",
            cancellationToken,
            new NpgsqlParameter("ids", lastUsed.Keys.ToArray()),
            new NpgsqlParameter("instants", lastUsed.Values.Select(at => at.ToUniversalTime()).ToArray()));
    }

    private static IQueryable<AccessToken> Live(AccessDbContext context, Guid id) => context.Tokens.Where(t => t.Id == id && t.RevokedAt == null);

    private static bool IsTaken(Exception e) =>
        (e as PostgresException ?? e.InnerException as PostgresException) is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: { } index }
        && index.Contains("spiffe_id", StringComparison.Ordinal);
}
