using AccessConsole.Core.Auditing;

namespace AccessConsole.Core.Ports;

/// <summary>What the store holds, and the removal of what is no history and nobody needs any more.</summary>
public interface IRetentionStore
{
    /// <summary>Every table, largest first.</summary>
    Task<IReadOnlyList<StoredTable>> ListTablesAsync(CancellationToken cancellationToken);

    /// <summary>Removes what is over, together with the event that says so, unless another replica is at it.</summary>
    /// <param name="most">Of each kind at once; the rest is left for the next time.</param>
    /// <param name="toEvent">The event of what was removed; asked only where anything was.</param>
    /// <returns>What was removed; nothing where another replica is at it.</returns>
    Task<RetentionCounts> RemoveAsync(RetentionLimits limits, int most, Func<RetentionCounts, AuditEvent> toEvent, CancellationToken cancellationToken);
}

/// <param name="Bytes">With its indexes and large values.</param>
/// <param name="Rows">As the database estimates them.</param>
public sealed record StoredTable(string Name, long Bytes, long Rows);

/// <summary>From when on things are kept; null for ever.</summary>
/// <param name="Messages">Messages to webhooks that wait for nobody any more, by when they were made.</param>
/// <param name="Removed">What belongs to webhooks and connections to Buildkite that were removed, by when they were.</param>
/// <param name="EndedTokens">Tokens that were revoked or have expired, by when they did.</param>
/// <param name="SilentPoints">Enforcement points, by when they last reported.</param>
/// <param name="RolloutSteps">What each enforcement point did with each revision, by when that was published.</param>
/// <param name="Rollouts">What came of each publish, likewise.</param>
public sealed record RetentionLimits(
    DateTimeOffset? Messages, DateTimeOffset? Removed, DateTimeOffset? EndedTokens, DateTimeOffset? SilentPoints, DateTimeOffset? RolloutSteps = null, DateTimeOffset? Rollouts = null);

/// <summary>How many rows were removed.</summary>
public sealed record RetentionCounts(int Messages, int Removed, int EndedTokens, int SilentPoints, int RolloutSteps = 0, int Rollouts = 0)
{
    public static readonly RetentionCounts None = new(0, 0, 0, 0);

    public bool IsNothing => this == None;
}
