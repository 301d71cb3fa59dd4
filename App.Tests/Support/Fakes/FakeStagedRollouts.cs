using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;

namespace AccessConsole.Tests.Support.Fakes;

/// <summary>Plans and staged rollouts in memory.</summary>
internal sealed class FakeStagedRollouts : IStagedRolloutStore
{
    public Dictionary<string, RolloutPlan> Plans { get; } = [];

    public List<StagedRollout> Rollouts { get; } = [];

    public List<AuditEvent> Events { get; } = [];

    public Task<IReadOnlyList<RolloutPlan>> ListPlansAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<RolloutPlan>>([.. Plans.Values]);

    public Task SetPlanAsync(RolloutPlan plan, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        Plans[plan.Environment] = plan;
        Events.Add(auditEvent);
        return Task.CompletedTask;
    }

    public Task<bool> RemovePlanAsync(string environment, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        Events.Add(auditEvent);
        return Task.FromResult(Plans.Remove(environment));
    }

    public Task<IReadOnlyList<StagedRollout>> FindAsync(int revision, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StagedRollout>>([.. Rollouts.Where(r => r.Revision == revision)]);

    public Task<IReadOnlyList<StagedRollout>> ListLiveAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StagedRollout>>([.. Rollouts.Where(r => r.IsLive)]);

    public Task<IReadOnlyList<StagedRollout>> ListAsync(string? environment, (int Revision, string Environment)? before, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StagedRollout>>([.. Rollouts.Where(r => environment is null || r.Environment == environment).OrderByDescending(r => r.Revision).Take(limit)]);

    public Task<IReadOnlyList<StagedRollout>> ListHoldsAsync(int revision, IReadOnlyCollection<(int Revision, string Environment)> held, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StagedRollout>>([.. Rollouts.Where(r => r.IsLive || r.EndedBy > revision || held.Contains((r.Revision, r.Environment)))]);

    public Task<bool> TryChangeAsync(StagedRollout seen, StagedRollout next, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken)
    {
        var place = Rollouts.IndexOf(seen);
        if (place < 0)
            return Task.FromResult(false);
        Rollouts[place] = next;
        Events.AddRange(events);
        return Task.FromResult(true);
    }
}
