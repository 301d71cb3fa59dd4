using System.Collections.Concurrent;
using AccessConsole.Core.Ports;

namespace AccessConsole.Tests.Support.Fakes;

/// <summary>Enforcement points in memory; unreachable when told so.</summary>
internal sealed class FakeEnforcementPointStore : IEnforcementPointStore
{
    public bool IsAway { get; set; }

    public ConcurrentDictionary<Guid, EnforcementPoint> Points { get; } = new();

    public Task SaveAsync(IReadOnlyList<EnforcementPoint> points, CancellationToken cancellationToken)
    {
        RequireReachable();
        foreach (var point in points)
            Points[point.Id] = point;
        return Task.CompletedTask;
    }

    public Task SavePollsAsync(IReadOnlyList<EnforcementPoint> points, CancellationToken cancellationToken)
    {
        RequireReachable();
        foreach (var point in points)
            Points.AddOrUpdate(point.Id, point, (_, known) => known with { PolledAt = point.PolledAt });
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<EnforcementPoint>> ListAsync(
        string? environment, DateTimeOffset since, Guid? after, int limit, CancellationToken cancellationToken)
    {
        RequireReachable();
        return Task.FromResult<IReadOnlyList<EnforcementPoint>>(
        [
            .. Points.Values
                .Where(point => point.HeardAt > since && (environment is null || point.Scope.Environment == environment) && (after is null || point.Id > after))
                .OrderBy(point => point.Id).Take(limit),
        ]);
    }

    public Task<int> HighestReportedRevisionAsync(CancellationToken cancellationToken)
    {
        RequireReachable();
        return Task.FromResult(Points.Values.Max(point => point.Revision) ?? 0);
    }

    private void RequireReachable()
    {
        if (IsAway)
            throw new IOException("the database is away");
    }
}
