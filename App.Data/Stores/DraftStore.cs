using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Data.Configurations;
using AccessConsole.Data.Sql;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace AccessConsole.Data.Stores;

internal sealed class DraftStore(IDbContextFactory<AccessDbContext> contexts) : IDraftStore
{
    public async Task<Draft> CreateAsync(Draft draft, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        context.StoreNew(draft);
        await context.SaveWithAuditAsync([auditEvent], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return draft;
    }

    public async Task<Draft?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await context.FindStandingDraftAsync(id, cancellationToken))?.Draft;
    }

    public async Task<IReadOnlyList<Draft>> ListAsync(DraftFilter filter, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var query = Filtered(context, filter).AsNoTracking();
        if (after is { } last)
        {
            var seen = context.Drafts.Where(d => d.Id == last);
            query = filter.IsScheduled
                ? query.Where(d => seen.Any(s => EF.Property<DateTimeOffset?>(d, DraftConfiguration.ScheduledFor) > EF.Property<DateTimeOffset?>(s, DraftConfiguration.ScheduledFor)
                    || (EF.Property<DateTimeOffset?>(d, DraftConfiguration.ScheduledFor) == EF.Property<DateTimeOffset?>(s, DraftConfiguration.ScheduledFor) && d.Id > s.Id)))
                : query.Where(d => seen.Any(s => d.UpdatedAt < s.UpdatedAt || (d.UpdatedAt == s.UpdatedAt && d.Id < s.Id)));
        }

        var ordered = filter.IsScheduled
            ? query.OrderBy(d => EF.Property<DateTimeOffset?>(d, DraftConfiguration.ScheduledFor)).ThenBy(d => d.Id)
            : query.OrderByDescending(d => d.UpdatedAt).ThenByDescending(d => d.Id);
        var page = ordered.Take(limit);
        return [.. (await context.ReadDraftsAsync(page, cancellationToken)).Select(found => found.Draft)];
    }

    public async Task<int> CountAsync(DraftFilter filter, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Filtered(context, filter).CountAsync(cancellationToken);
    }

    public async Task<Draft?> UpdateAsync(Guid id, Func<Draft, DraftChange?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            if (await context.FindStandingDraftAsync(id, cancellationToken) is not { } standing)
                return null;
            if (change(standing.Draft) is not { } wanted)
                return standing.Draft;
            if (await TryStoreAsync(context, standing, wanted, cancellationToken) is { } stored)
                return stored;
        }
    }

    public async Task<DraftEntry> AddEntryAsync(DraftEntry entry, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var stored = context.DraftEntries.Add(entry with { Id = 0 }).Entity;
        await context.SaveWithAuditAsync([auditEvent], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return stored;
    }

    public async Task<IReadOnlyList<DraftEntry>> ListEntriesAsync(Guid id, DraftEntryKind? kind, long? before, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.DraftEntries.AsNoTracking()
            .Where(e => e.DraftId == id && (kind == null || e.Kind == kind) && (before == null || e.Id < before))
            .OrderByDescending(e => e.Id).Take(limit).ToListAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<DueDraft>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var due = await context.Drafts.AsNoTracking().Where(d => EF.Property<DateTimeOffset?>(d, DraftConfiguration.ScheduledFor) <= now)
            .OrderBy(d => EF.Property<DateTimeOffset?>(d, DraftConfiguration.ScheduledFor)).Take(limit)
            .Select(d => new { d.Id, d.Schedule }).ToListAsync(cancellationToken);
        return [.. due.Select(d => new DueDraft(d.Id, d.Schedule!))];
    }

    public async Task<IReadOnlyList<DraftNews>> ListNewsAsync(PersonId person, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        object[] parameters =
        [
            new NpgsqlParameter("person", NpgsqlDbType.Jsonb) { Value = StoredJson.Write(person) },
            new NpgsqlParameter("among", NpgsqlDbType.Jsonb) { Value = StoredJson.Write(new[] { person }) },
            new NpgsqlParameter("limit", limit),
        ];
        var newest = await context.DraftEntries.FromSqlRaw(SqlScripts.Read("list_draft_news"), parameters).AsNoTracking().ToListAsync(cancellationToken);
        var ids = newest.Select(e => e.DraftId).ToArray();
        var drafts = await context.Drafts.AsNoTracking().Where(d => ids.Contains(d.Id)).Select(d => new { d.Id, d.Title, d.Authors }).ToDictionaryAsync(d => d.Id, cancellationToken);
        return [.. newest.Select(e => new DraftNews(e, drafts[e.DraftId].Title, drafts[e.DraftId].Authors.Any(a => a.Person == person)))];
    }

    /// <returns>Null where another writer came first.</returns>
    private static async Task<Draft?> TryStoreAsync(
        AccessDbContext context, StandingDraft standing, DraftChange wanted, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var stored = context.Store(standing, wanted.Draft);
        if (wanted.Entry is { } entry)
            context.DraftEntries.Add(entry with { Id = 0 });
        try
        {
            await context.SaveWithAuditAsync([wanted.Event], cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return null;
        }

        await transaction.CommitAsync(cancellationToken);
        return stored;
    }

    private static IQueryable<Draft> Filtered(AccessDbContext context, DraftFilter filter)
    {
        var drafts = Involving(context, filter);
        if (filter.IsScheduled)
            drafts = drafts.Where(d => EF.Property<DateTimeOffset?>(d, DraftConfiguration.ScheduledFor) != null);
        if (filter.IsOpen)
            drafts = drafts.Where(d => d.State != DraftState.Published && d.State != DraftState.Withdrawn);
        if (SearchWords.Patterns(filter.Search) is { Length: > 0 } patterns)
        {
            var found = context.Drafts.FromSql(
                $"""
                SELECT d.* FROM drafts d
                WHERE NOT EXISTS (
                  SELECT 1 FROM unnest({patterns}) AS word(pattern)
                  WHERE NOT (d.title ILIKE pattern OR d.id::text ILIKE substr(pattern, 2) OR COALESCE(d.published_as::text ILIKE substr(pattern, 2), FALSE)
                    OR EXISTS (SELECT 1 FROM jsonb_array_elements(d.authors) author WHERE author ->> 'name' ILIKE pattern)))
                """);
            drafts = drafts.Where(d => found.Any(f => f.Id == d.Id));
        }

        return filter.State is { } state ? drafts.Where(d => d.State == state) : drafts;
    }

    /// <summary>Whom a draft concerns is in its JSON, where only PostgreSQL's own operators look.</summary>
    private static IQueryable<Draft> Involving(AccessDbContext context, DraftFilter filter)
    {
        if (filter.Approver is { } approver)
        {
            var person = StoredJson.Write(approver.Person);
            var people = StoredJson.Write(new[] { approver.Person });
            var scopes = approver.Scopes is { } some ? StoredJson.Write(some) : null;
            return context.Drafts.FromSql(
                $"""
                SELECT d.* FROM drafts d
                WHERE d.state = 'Submitted' AND d.base_revision = {approver.Head} AND NOT d.authors @> {people}::jsonb
                  AND ({scopes}::jsonb IS NULL OR EXISTS (
                    SELECT 1 FROM jsonb_array_elements(d.places) place, jsonb_array_elements({scopes}::jsonb) scope
                    WHERE (scope -> 'environments' = '[]'::jsonb OR COALESCE(scope -> 'environments' @> (place -> 'environment'), FALSE))
                      AND NOT EXISTS (
                        SELECT 1 FROM jsonb_array_elements(scope -> 'labels') choice
                        WHERE NOT COALESCE(choice -> 'values' @> (place -> 'labels' -> (choice ->> 'key')), FALSE))))
                  AND NOT EXISTS (
                    SELECT 1 FROM approvals a
                    WHERE a.draft_id = d.id AND a.content_version = d.content_version AND a.approval -> 'approver' @> {person}::jsonb)
                """);
        }

        if (filter.Author is { } author)
        {
            var authors = StoredJson.Write(new[] { author });
            return context.Drafts.FromSql($"SELECT * FROM drafts WHERE authors @> {authors}::jsonb");
        }

        return context.Drafts;
    }
}
