using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;

namespace AccessConsole.Tests.Support.Fakes;

/// <summary>Staged rollouts in memory; tests put them in.</summary>
internal sealed class FakeStagedRolloutStore : IStagedRolloutStore
{
    public List<RolloutPlan> Plans { get; } = [];

    public List<StagedRollout> Rollouts { get; } = [];

    public Task<IReadOnlyList<RolloutPlan>> ListPlansAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<RolloutPlan>>([.. Plans]);

    public Task SetPlanAsync(RolloutPlan plan, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        Plans.RemoveAll(p => p.Environment == plan.Environment);
        Plans.Add(plan);
        return Task.CompletedTask;
    }

    public Task<bool> RemovePlanAsync(string environment, AuditEvent auditEvent, CancellationToken cancellationToken) =>
        Task.FromResult(Plans.RemoveAll(p => p.Environment == environment) > 0);

    public Task<IReadOnlyList<StagedRollout>> FindAsync(int revision, CancellationToken cancellationToken) => Found(r => r.Revision == revision);

    public Task<IReadOnlyList<StagedRollout>> ListLiveAsync(CancellationToken cancellationToken) => Found(r => r.IsLive);

    public Task<IReadOnlyList<StagedRollout>> ListAsync(string? environment, (int Revision, string Environment)? before, int limit, CancellationToken cancellationToken) =>
        Found(r => environment is null || r.Environment == environment);

    public Task<IReadOnlyList<StagedRollout>> ListHoldsAsync(int revision, IReadOnlyCollection<(int Revision, string Environment)> held, CancellationToken cancellationToken) =>
        Found(r => r.IsLive || r.EndedBy > revision || held.Contains((r.Revision, r.Environment)));

    public Task<bool> TryChangeAsync(StagedRollout seen, StagedRollout next, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        var place = Rollouts.IndexOf(seen);
        if (place >= 0)
            Rollouts[place] = next;
        return Task.FromResult(place >= 0);
    }

    private Task<IReadOnlyList<StagedRollout>> Found(Predicate<StagedRollout> isMeant) => Task.FromResult<IReadOnlyList<StagedRollout>>([.. Rollouts.Where(r => isMeant(r))]);
}
