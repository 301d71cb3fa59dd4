using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;

namespace AccessConsole.Bench.Distribution;

/// <summary>Where everything goes to everybody at once.</summary>
internal sealed class NoStages : IStagedRolloutStore
{
    public Task<IReadOnlyList<RolloutPlan>> ListPlansAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<RolloutPlan>>([]);

    public Task SetPlanAsync(RolloutPlan plan, AuditEvent auditEvent, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<bool> RemovePlanAsync(string environment, AuditEvent auditEvent, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<IReadOnlyList<StagedRollout>> FindAsync(int revision, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StagedRollout>>([]);

    public Task<IReadOnlyList<StagedRollout>> ListLiveAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<StagedRollout>>([]);

    public Task<IReadOnlyList<StagedRollout>> ListAsync(string? environment, (int Revision, string Environment)? before, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StagedRollout>>([]);

    public Task<IReadOnlyList<StagedRollout>> ListHoldsAsync(int revision, IReadOnlyCollection<(int Revision, string Environment)> held, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StagedRollout>>([]);

    public Task<bool> TryChangeAsync(StagedRollout seen, StagedRollout next, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken) => Task.FromResult(false);
}
