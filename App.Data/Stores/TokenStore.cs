using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccessConsole.Data.Stores;

internal sealed class TokenStore(IDbContextFactory<AccessDbContext> contexts, TimeProvider time) : ITokenStore
{
    public async Task<bool> CreateAsync(AccessToken token, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
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

    public async Task<bool> RevokeAsync(Guid id, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var revoked = await context.Tokens.Where(t => t.Id == id && t.RevokedAt == null)
            .ExecuteUpdateAsync(token => token.SetProperty(t => t.RevokedAt, auditEvent.At), cancellationToken);
        if (revoked == 0)
            return false;
        await context.SaveWithAuditAsync([auditEvent], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
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

    private static bool IsTaken(Exception e) =>
        (e as PostgresException ?? e.InnerException as PostgresException) is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: { } index }
        && index.Contains("spiffe_id", StringComparison.Ordinal);
}
