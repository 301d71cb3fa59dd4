using AccessConsole.Core.Model;
using AccessConsole.Core.Requests;
using AccessConsole.Data.Rows;
using Microsoft.EntityFrameworkCore;

namespace AccessConsole.Data.Stores;

/// <summary>Reading and writing requests together with their steps.</summary>
internal static class RequestRows
{
    public static async Task<StandingRequest?> FindStandingRequestAsync(this AccessDbContext context, Guid id, CancellationToken cancellationToken) =>
        (await context.ReadRequestsAsync(context.GrantRequests.Where(r => r.Id == id), cancellationToken)).SingleOrDefault();

    public static async Task<List<StandingRequest>> ReadRequestsAsync(this AccessDbContext context, IQueryable<GrantRequest> query, CancellationToken cancellationToken)
    {
        var found = await query.ToListAsync(cancellationToken);
        var ids = found.Select(f => f.Id).ToArray();
        var steps = (await context.GrantRequestSteps.AsNoTracking().Where(s => ids.Contains(s.RequestId)).OrderBy(s => s.Number).ToListAsync(cancellationToken))
            .ToLookup(s => s.RequestId, s => s.Step);
        return [.. found.Select(f => new StandingRequest(f, f with { Steps = steps[f.Id].ToValueList() }))];
    }

    /// <summary>Has the context write a new request.</summary>
    public static void StoreNew(this AccessDbContext context, GrantRequest request)
    {
        context.GrantRequests.Add(request);
        context.AddSteps(request, before: 0);
    }

    /// <summary>Has the context write the request's next version.</summary>
    /// <returns>The next version as it is stored.</returns>
    public static GrantRequest Store(this AccessDbContext context, StandingRequest standing, GrantRequest next)
    {
        var before = standing.Request;
        // INVARIANT (requests): what was done is never taken back; a next version only adds to it.
        if (next.Steps.Count < before.Steps.Count || !next.Steps.Take(before.Steps.Count).SequenceEqual(before.Steps))
            throw new InvalidOperationException($"the steps of request {before.Id} were rewritten");
        var stored = next with { Id = before.Id, Version = before.Version + 1 };
        context.Entry(standing.Tracked).CurrentValues.SetValues(stored);
        context.AddSteps(stored, before.Steps.Count);
        return stored;
    }

    private static void AddSteps(this AccessDbContext context, GrantRequest request, int before) => context.GrantRequestSteps.AddRange(
        request.Steps.Index().Skip(before).Select(step => new RequestStepRow { RequestId = request.Id, Number = step.Index, Step = step.Item }));
}
