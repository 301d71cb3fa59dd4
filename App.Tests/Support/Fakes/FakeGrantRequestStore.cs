using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Requests;

namespace AccessConsole.Tests.Support.Fakes;

/// <summary>Requests in memory, for one test.</summary>
public sealed class FakeGrantRequestStore : IGrantRequestStore
{
    private readonly Dictionary<Guid, GrantRequest> requests = [];

    public Task<GrantRequest> CreateAsync(GrantRequest request, AuditEvent auditEvent, CancellationToken cancellationToken) => Task.FromResult(requests[request.Id] = request);

    public Task<GrantRequest?> FindAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(requests.GetValueOrDefault(id));

    public Task<IReadOnlyList<GrantRequest>> ListAsync(GrantRequestFilter filter, Guid? after, int limit, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<GrantRequest>>(
        [.. Matching(filter).SkipWhile(r => after is not null && r.Id != after).Skip(after is null ? 0 : 1).Take(limit)]);

    public Task<int> CountAsync(GrantRequestFilter filter, CancellationToken cancellationToken) => Task.FromResult(Matching(filter).Count());

    public Task<GrantRequest?> UpdateAsync(Guid id, Func<GrantRequest, GrantRequestChange?> change, CancellationToken cancellationToken)
    {
        if (requests.GetValueOrDefault(id) is { } standing && change(standing) is { } next)
            requests[id] = next.Request with { Version = standing.Version + 1 };
        return Task.FromResult(requests.GetValueOrDefault(id));
    }

    private IEnumerable<GrantRequest> Matching(GrantRequestFilter filter) => requests.Values
        .Where(r => Search.Finds(filter.Search, r.Requester.Name, r.Grant.Role))
        .Where(r => filter.Requester is null || r.Requester.Person == filter.Requester)
        .Where(r => filter.Approver is not { } approver || (r.Requester.Person != approver.Person && (approver.Scopes is not { } scopes || r.Places.Any(place => scopes.Any(scope => scope.Covers(place))))))
        .Where(r => filter.Like is not { } like || (r.Id != like.Id && (r.PrincipalId, r.RoleId) == (like.PrincipalId, like.RoleId)))
        .Where(r => filter.View switch
        {
            RequestView.Waiting => r.AwaitsApprovalAt(filter.Now),
            RequestView.InForce => r.StandingAt(filter.Now) == RequestStanding.InForce,
            RequestView.Ended => r.StandingAt(filter.Now) is not (RequestStanding.InForce or RequestStanding.Waiting),
            RequestView.All => true,
        })
        .OrderByDescending(r => r.AskedAt).ThenByDescending(r => r.Id);
}
