using AccessConsole.Core.Auditing;

namespace AccessConsole.Core.Ports;

/// <summary>The ledger of how publishes come to the engines. Engines' words in it are told, not proved.</summary>
public interface IRolloutStore
{
    /// <summary>
    /// Adds what came to be known, in any order and as often as it is told: of each time the earliest stays. What names a revision that the scope never
    /// had is left out. Who runs a revision has arrived at those before it too.
    /// </summary>
    Task SaveAsync(IReadOnlyList<PointStep> steps, IReadOnlyList<PointFailure> failures, CancellationToken cancellationToken);

    /// <summary>
    /// Opens the rollouts of revisions published since, counts the open ones and judges those whose time has come, together with the events of those
    /// that missed their goal. One replica at a time: where another is at it, only <see cref="RolloutRound.Open"/> is told.
    /// </summary>
    /// <param name="toEvent">The event of a missed goal.</param>
    Task<RolloutRound> AdvanceAsync(DateTimeOffset now, Func<Rollout, AuditEvent> toEvent, CancellationToken cancellationToken);

    /// <summary>The rollouts of one revision, by environment, counted at this moment.</summary>
    Task<IReadOnlyList<Rollout>> FindAsync(int revision, CancellationToken cancellationToken);

    /// <summary>The environments in which a revision changed a bundle, whether or not its rollout is open yet.</summary>
    Task<IReadOnlyList<string>> ListChangedAsync(int revision, CancellationToken cancellationToken);

    /// <summary>Rollouts of one environment, or of all, as they were last counted: newest revision first, then by environment.</summary>
    /// <param name="before">The last one of the page before; null for the first page.</param>
    Task<IReadOnlyList<Rollout>> ListAsync(string? environment, (int Revision, string Environment)? before, int limit, CancellationToken cancellationToken);

    /// <summary>The lines of one revision, ordered by id.</summary>
    Task<IReadOnlyList<RolloutPoint>> ListPointsAsync(int revision, string? environment, Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>Who is concerned by a revision and does not run it: those that say why first.</summary>
    Task<IReadOnlyList<RolloutPoint>> ListLaggardsAsync(int revision, string? environment, int limit, CancellationToken cancellationToken);

    /// <summary>The goals that somebody set, by environment.</summary>
    Task<IReadOnlyList<RolloutGoal>> ListGoalsAsync(CancellationToken cancellationToken);

    /// <summary>Sets the goal of an environment for publishes from now on.</summary>
    Task SetGoalAsync(RolloutGoal goal, AuditEvent auditEvent, CancellationToken cancellationToken);
}
