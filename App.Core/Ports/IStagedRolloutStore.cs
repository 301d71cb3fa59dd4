using AccessConsole.Core.Auditing;

namespace AccessConsole.Core.Ports;

/// <summary>Plans of staged rollouts, and how far each was let. Rollouts begin and end by a revision inside <see cref="IPolicyStore.PublishAsync"/>.</summary>
public interface IStagedRolloutStore
{
    /// <summary>The plans that somebody set, by environment.</summary>
    Task<IReadOnlyList<RolloutPlan>> ListPlansAsync(CancellationToken cancellationToken);

    /// <summary>Sets the plan of an environment for publishes from now on.</summary>
    Task SetPlanAsync(RolloutPlan plan, AuditEvent auditEvent, CancellationToken cancellationToken);

    /// <returns>False where there is no plan.</returns>
    Task<bool> RemovePlanAsync(string environment, AuditEvent auditEvent, CancellationToken cancellationToken);

    /// <summary>The staged rollouts of one revision, by environment.</summary>
    Task<IReadOnlyList<StagedRollout>> FindAsync(int revision, CancellationToken cancellationToken);

    /// <summary>Those that are not over, by environment: at most one in each.</summary>
    Task<IReadOnlyList<StagedRollout>> ListLiveAsync(CancellationToken cancellationToken);

    /// <summary>Newest revision first, then by environment.</summary>
    /// <param name="before">The last one of the page before; null for the first page.</param>
    Task<IReadOnlyList<StagedRollout>> ListAsync(string? environment, (int Revision, string Environment)? before, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// What a replica has to hold back that knows the archives up to a revision: rollouts that are not over, those that a later revision than
    /// <paramref name="revision"/> ended, and what became of those that it holds. Read it after the archives: whoever has an archive then knows to whom it was released.
    /// </summary>
    /// <param name="held">What the replica holds back by now.</param>
    Task<IReadOnlyList<StagedRollout>> ListHoldsAsync(int revision, IReadOnlyCollection<(int Revision, string Environment)> held, CancellationToken cancellationToken);

    /// <summary>
    /// One transaction under the publish lock: puts <paramref name="next"/> in the place of <paramref name="seen"/> with its events, and tells the replicas.
    /// </summary>
    /// <returns>False where it is no longer in that state and stage: somebody else was first, and nothing is written.</returns>
    Task<bool> TryChangeAsync(StagedRollout seen, StagedRollout next, IReadOnlyList<AuditEvent> events, CancellationToken cancellationToken);
}
