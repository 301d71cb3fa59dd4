using System.Collections.Concurrent;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;

namespace AccessConsole.Tests.Support.Fakes;

/// <summary>What was told of the ledger, in memory; it counts and judges nothing.</summary>
internal sealed class FakeRolloutStore : IRolloutStore
{
    private int reads;
    private int rounds;

    public bool IsAway { get; set; }

    /// <summary>What the rounds tell of the open rollouts.</summary>
    public string State { get; set; } = "";

    /// <summary>How often rollouts were counted for somebody.</summary>
    public int Reads => Volatile.Read(ref reads);

    public int Rounds => Volatile.Read(ref rounds);

    public ConcurrentQueue<PointStep> Steps { get; } = new();

    public ConcurrentQueue<PointFailure> Failures { get; } = new();

    public List<Rollout> Rollouts { get; } = [];

    public List<RolloutPoint> Laggards { get; } = [];

    public List<RolloutGoal> Goals { get; } = [];

    public List<AuditEvent> Events { get; } = [];

    public Task SaveAsync(IReadOnlyList<PointStep> steps, IReadOnlyList<PointFailure> failures, CancellationToken cancellationToken)
    {
        if (IsAway)
            throw new IOException("the database is away");
        foreach (var step in steps)
            Steps.Enqueue(step);
        foreach (var failure in failures)
            Failures.Enqueue(failure);
        return Task.CompletedTask;
    }

    public Task<RolloutRound> AdvanceAsync(DateTimeOffset now, Func<Rollout, AuditEvent> toEvent, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref rounds);
        return Task.FromResult(new RolloutRound(State.Length, State, []));
    }

    public Task<IReadOnlyList<Rollout>> FindAsync(int revision, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref reads);
        return Task.FromResult<IReadOnlyList<Rollout>>([.. Rollouts.Where(r => r.Revision == revision)]);
    }

    public Task<IReadOnlyList<string>> ListChangedAsync(int revision, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<string>>([.. Rollouts.Where(r => r.Revision == revision).Select(r => r.Environment)]);

    public Task<IReadOnlyList<Rollout>> ListAsync(string? environment, (int Revision, string Environment)? before, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Rollout>>([.. Rollouts.Where(r => environment is null || r.Environment == environment).OrderByDescending(r => r.Revision).Take(limit)]);

    public Task<IReadOnlyList<RolloutPoint>> ListPointsAsync(int revision, string? environment, Guid? after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RolloutPoint>>([]);

    public Task<IReadOnlyList<RolloutPoint>> ListLaggardsAsync(int revision, string? environment, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<RolloutPoint>>([.. Laggards.Take(limit)]);

    public Task<IReadOnlyList<RolloutGoal>> ListGoalsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<RolloutGoal>>([.. Goals]);

    public Task SetGoalAsync(RolloutGoal goal, AuditEvent auditEvent, CancellationToken cancellationToken)
    {
        Goals.RemoveAll(g => g.Environment == goal.Environment);
        Goals.Add(goal);
        Events.Add(auditEvent);
        return Task.CompletedTask;
    }
}
