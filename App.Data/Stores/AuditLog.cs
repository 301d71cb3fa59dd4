using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Rows;
using AccessConsole.Data.Sql;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace AccessConsole.Data.Stores;

internal sealed class AuditLog(IDbContextFactory<AccessDbContext> contexts, NpgsqlDataSource dataSource) : IAuditLog
{
    public async Task AppendAsync(AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        // Of all writes the most frequent, and one that changes no entity.
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await transaction.AppendAuditAsync([auditEvent], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task AppendAfterAsync(string action, string subject, Func<AuditEvent?, AuditEvent?> next, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        // Nearly always nothing follows, and no writer of the log waits for that.
        if (next(await NewestAsync(context, action, subject, cancellationToken)) is null)
            return;
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.LockAuditLogAsync(cancellationToken);
        if (next(await NewestAsync(context, action, subject, cancellationToken)) is not { } following)
            return;
        await context.SaveWithAuditAsync([following], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<AuditRecord>> ListAsync(AuditFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var events = Matching(context.AuditEvents.AsNoTracking(), filter);
        if (before is { } last)
        {
            var at = await context.AuditEvents.Where(e => e.Sequence == last).Select(e => (DateTimeOffset?)e.At).SingleOrDefaultAsync(cancellationToken);
            if (at is null)
                return [];
            events = events.Where(e => EF.Functions.LessThan(ValueTuple.Create(e.At, e.Sequence), ValueTuple.Create(at.Value, last)));
        }

        var rows = await events.OrderByDescending(e => e.At).ThenByDescending(e => e.Sequence).Take(limit).ToListAsync(cancellationToken);
        return [.. rows.Select(row => row.ToRecord())];
    }

    public async Task<(long First, long Last)?> FindRangeAsync(DateTimeOffset? since, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        object[] bounds =
        [
            new NpgsqlParameter("since", NpgsqlDbType.TimestampTz) { Value = (object?)since?.ToUniversalTime() ?? DBNull.Value },
            new NpgsqlParameter("until", NpgsqlDbType.TimestampTz) { Value = (object?)until?.ToUniversalTime() ?? DBNull.Value },
        ];
        var range = (await context.Database.SqlQueryRaw<SequenceRange>(SqlScripts.Read("find_audit_range"), bounds).ToListAsync(cancellationToken)).Single();
        return range is { First: { } first, Last: { } last } ? (first, last) : null;
    }

    public async Task<IReadOnlyList<Actor>> ListActorsAsync(int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var newest = await context.AuditEvents.FromSqlRaw(SqlScripts.Read("list_actors"), new NpgsqlParameter("limit", limit)).AsNoTracking().ToListAsync(cancellationToken);
        return [.. newest.Select(row => row.ToRecord().Event.Actor)];
    }

    private static async Task<AuditEvent?> NewestAsync(AccessDbContext context, string action, string subject, CancellationToken cancellationToken)
    {
        var rows = await Matching(context.AuditEvents.AsNoTracking(), new AuditFilter(action, subject)).OrderByDescending(e => e.At).ThenByDescending(e => e.Sequence).Take(1).ToListAsync(cancellationToken);
        return rows.Count == 0 ? null : rows[0].ToRecord().Event;
    }

    private static IQueryable<AuditEventRow> Matching(IQueryable<AuditEventRow> events, AuditFilter filter)
    {
        // One condition for each filter that is set, so that the database plans for those.
        if (filter.Action is { } action)
            events = events.Where(e => e.Action == action);
        if (filter.Subject is { } subject)
            events = events.Where(e => e.Subject == subject);
        if (filter.Actor is { } actor)
            events = events.Where(e => e.ActorIssuer == actor.Issuer && e.ActorSubject == actor.Subject);
        if (filter.Since?.ToUniversalTime() is { } since)
            events = events.Where(e => e.At >= since);
        if (filter.Until?.ToUniversalTime() is { } until)
            events = events.Where(e => e.At < until);
        return events;
    }

    private sealed record SequenceRange(long? First, long? Last);
}
