namespace AccessConsole.Core.Ports;

/// <summary>
/// What engines decided, as they told it: raw for some weeks, counted by the hour for longer. It is evidence and no history: days end as a whole, and a
/// decision that comes twice is kept once.
/// </summary>
public interface IDecisionLog
{
    /// <summary>Keeps what is not there yet, counts it, and notes what could not be kept; one transaction.</summary>
    /// <returns>How many were new.</returns>
    Task<int> AddAsync(IReadOnlyList<LoggedDecision> decisions, IReadOnlyList<DecisionLoss> losses, CancellationToken cancellationToken);

    /// <summary>Ends the days that lie wholly before one instant, and the months of counts before another.</summary>
    /// <returns>How many days and months ended.</returns>
    Task<int> EndAsync(DateTimeOffset decisionsBefore, DateTimeOffset countsBefore, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    /// <param name="before">Only older ones than this place; null begins with the newest.</param>
    Task<IReadOnlyList<LoggedDecision>> ListAsync(DecisionFilter filter, DecisionPlace? before, int limit, CancellationToken cancellationToken);

    Task<LoggedDecision?> FindAsync(DecisionPlace place, CancellationToken cancellationToken);

    /// <summary>Whether any decision was ever counted.</summary>
    Task<bool> AnyAsync(CancellationToken cancellationToken);

    /// <summary>How often grants decided, by the counts of the hours.</summary>
    Task<IReadOnlyList<GrantUse>> UseOfGrantAsync(string grant, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>What the log holds of a time: how complete an answer from it can be.</summary>
    Task<DecisionCoverage> CoverageAsync(DateTimeOffset since, CancellationToken cancellationToken);
}

/// <summary>Where a decision stands in the log: by time, and by id within an instant.</summary>
public sealed record DecisionPlace(DateTimeOffset At, Guid Id);

/// <summary>How often a grant decided at one service of one environment.</summary>
public sealed record GrantUse(string Environment, string Service, string Reason, long Count, DateTimeOffset First, DateTimeOffset Last);

/// <param name="Earliest">Of the oldest decision that is counted; null where there is none.</param>
/// <param name="Latest">Of the newest.</param>
/// <param name="Counted">How many decisions of the time are counted.</param>
/// <param name="Lost">How many of it are known not to have been kept.</param>
public sealed record DecisionCoverage(DateTimeOffset? Earliest, DateTimeOffset? Latest, long Counted, long Lost);

/// <summary>Decisions that were made and are not in the log.</summary>
/// <param name="Hour">In which it was noticed.</param>
/// <param name="Cause">One of <see cref="LossCauses"/>.</param>
public sealed record DecisionLoss(DateTimeOffset Hour, string Environment, string Point, string Cause, long Count);
