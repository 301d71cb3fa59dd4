using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Requests;
using AccessConsole.Data.Configurations;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace AccessConsole.Data.Stores;

internal sealed class GrantRequestStore(IDbContextFactory<AccessDbContext> contexts) : IGrantRequestStore
{
    public async Task<GrantRequest> CreateAsync(GrantRequest request, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        context.StoreNew(request);
        await context.SaveWithAuditAsync([auditEvent], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return request;
    }

    public async Task<GrantRequest?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return (await context.FindStandingRequestAsync(id, cancellationToken))?.Request;
    }

    public async Task<IReadOnlyList<GrantRequest>> ListAsync(GrantRequestFilter filter, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var query = Filtered(context, filter).AsNoTracking();
        if (after is { } last)
        {
            var seen = context.GrantRequests.Where(r => r.Id == last);
            query = query.Where(r => seen.Any(s => r.AskedAt < s.AskedAt || (r.AskedAt == s.AskedAt && r.Id < s.Id)));
        }

        var page = query.OrderByDescending(r => r.AskedAt).ThenByDescending(r => r.Id).Take(limit);
        return [.. (await context.ReadRequestsAsync(page, cancellationToken)).Select(found => found.Request)];
    }

    public async Task<int> CountAsync(GrantRequestFilter filter, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await Filtered(context, filter).CountAsync(cancellationToken);
    }

    public async Task<GrantRequest?> UpdateAsync(Guid id, Func<GrantRequest, GrantRequestChange?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            if (await context.FindStandingRequestAsync(id, cancellationToken) is not { } standing)
                return null;
            if (change(standing.Request) is not { } wanted)
                return standing.Request;
            if (await TryStoreAsync(context, standing, wanted, cancellationToken) is { } stored)
                return stored;
        }
    }

    /// <returns>Null where another writer came first.</returns>
    private static async Task<GrantRequest?> TryStoreAsync(AccessDbContext context, StandingRequest standing, GrantRequestChange wanted, CancellationToken cancellationToken)
    {
        await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        var stored = context.Store(standing, wanted.Request);
        try
        {
            await context.SaveWithAuditAsync([wanted.Event], cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // The other writer's step has the number already.
            return null;
        }

        await transaction.CommitAsync(cancellationToken);
        return stored;
    }

    private static IQueryable<GrantRequest> Filtered(AccessDbContext context, GrantRequestFilter filter)
    {
        var now = filter.Now;
        var requests = Involving(context, filter);
        if (filter.Like is { } like)
        {
            requests = requests.Where(r => r.Id != like.Id && r.RoleId == like.RoleId && r.PrincipalId == like.PrincipalId);
            // A pipeline without UUID is known by its name alone.
            if (like.PrincipalId is null)
                requests = requests.Where(r => r.Grant == like.Grant);
        }

        if (SearchWords.Patterns(filter.Search) is { Length: > 0 } patterns)
        {
            var found = context.GrantRequests.FromSql(
                $$"""
                SELECT r.* FROM grant_requests r
                WHERE NOT EXISTS (
                  SELECT 1 FROM unnest({{patterns}}) AS word(pattern)
                  WHERE NOT (COALESCE(r.requester ->> 'name' ILIKE pattern, FALSE) OR COALESCE(r.body ->> 'role' ILIKE pattern, FALSE) OR COALESCE(r.body ->> 'reason' ILIKE pattern, FALSE)
                    OR EXISTS (SELECT 1 FROM jsonb_path_query(r.body, '$.principals.*.names[*]') name WHERE name #>> '{}' ILIKE pattern)
                    OR EXISTS (SELECT 1 FROM jsonb_path_query(r.body, '$.environments[*]') name WHERE name #>> '{}' ILIKE pattern)))
                """);
            requests = requests.Where(r => found.Any(f => f.Id == r.Id));
        }

        return filter.View switch
        {
            RequestView.Waiting => requests.Where(r => (r.State == RequestState.Waiting && now < r.LapsesAt) || (r.State == RequestState.Granted && r.Extension != null && now < r.EndsAt)),
            RequestView.InForce => requests.Where(r => r.State == RequestState.Granted && now < r.EndsAt),
            RequestView.Ended => requests.Where(r => !(r.State == RequestState.Waiting && now < r.LapsesAt) && !(r.State == RequestState.Granted && now < r.EndsAt)),
            RequestView.All => requests,
        };
    }

    /// <summary>Whom a request concerns is in its JSON, where only PostgreSQL's own operators look.</summary>
    private static IQueryable<GrantRequest> Involving(AccessDbContext context, GrantRequestFilter filter)
    {
        if (filter.Approver is { } approver)
        {
            var person = StoredJson.Write(approver.Person);
            var scopes = approver.Scopes is { } some ? StoredJson.Write(some) : null;
            return context.GrantRequests.FromSql(
                $"""
                SELECT r.* FROM grant_requests r
                WHERE NOT r.requester @> {person}::jsonb
                  AND ({scopes}::jsonb IS NULL OR EXISTS (
                    SELECT 1 FROM jsonb_array_elements(r.places) place, jsonb_array_elements({scopes}::jsonb) scope
                    WHERE (scope -> 'environments' = '[]'::jsonb OR COALESCE(scope -> 'environments' @> (place -> 'environment'), FALSE))
                      AND NOT EXISTS (
                        SELECT 1 FROM jsonb_array_elements(scope -> 'labels') choice
                        WHERE NOT COALESCE(choice -> 'values' @> (place -> 'labels' -> (choice ->> 'key')), FALSE))))
                  AND NOT EXISTS (
                    SELECT 1 FROM grant_request_steps s
                    WHERE s.request_id = r.id AND s.step ->> 'kind' = 'Approved' AND s.step -> 'by' @> {person}::jsonb
                      AND s.number > (SELECT max(asked.number) FROM grant_request_steps asked WHERE asked.request_id = r.id AND asked.step ->> 'kind' IN ('Asked', 'ExtensionAsked')))
                """);
        }

        if (filter.Requester is { } requester)
        {
            var person = StoredJson.Write(requester);
            return context.GrantRequests.FromSql($"SELECT * FROM grant_requests WHERE requester @> {person}::jsonb");
        }

        return context.GrantRequests;
    }
}
