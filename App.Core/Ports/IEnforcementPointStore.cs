using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Ports;

/// <summary>What engines last said of themselves. Told, not proved.</summary>
public interface IEnforcementPointStore
{
    /// <summary>Stores the newest report of each enforcement point named; one write for many.</summary>
    Task SaveAsync(IReadOnlyList<EnforcementPoint> points, CancellationToken cancellationToken);

    /// <summary>Stores that these polled: of those that are there already nothing else, since a report of theirs may be on its way.</summary>
    Task SavePollsAsync(IReadOnlyList<EnforcementPoint> points, CancellationToken cancellationToken);

    /// <summary>Those seen after <paramref name="since"/>, ordered by id.</summary>
    Task<IReadOnlyList<EnforcementPoint>> ListAsync(
        string? environment, DateTimeOffset since, Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// The highest revision that any of them ever reported: a restored database resumes above it. Reports that no lost revisions can explain
    /// (a million above the head) do not count.
    /// </summary>
    Task<int> HighestReportedRevisionAsync(CancellationToken cancellationToken);
}

/// <summary>One running engine: (token, its name).</summary>
/// <param name="Id">Made of token and name, so that every report of the same engine has the same.</param>
/// <param name="Name">Empty where it polls by its token and neither names itself nor reports: there may be several.</param>
/// <param name="Revision">What it runs; null while it runs none.</param>
/// <param name="ActiveSince">When it activated that revision.</param>
/// <param name="LastSeen">When it last reported; <see cref="NeverReported"/> where it did not.</param>
/// <param name="Error">Its newest error, verbatim within limits; null while it converges.</param>
/// <param name="IsReplayProtected">False where the engine pulls by itself and so would take an older bundle again.</param>
/// <param name="PolledAt">When it last asked for a bundle or sent decisions, to within minutes; null where nobody knows.</param>
public sealed record EnforcementPoint(
    Guid Id,
    Guid TokenId,
    string Name,
    BundleScope Scope,
    int? Revision,
    DateTimeOffset? ActiveSince,
    DateTimeOffset LastSeen,
    string? Error,
    bool IsReplayProtected,
    ValueMap Labels,
    DateTimeOffset? PolledAt = null)
{
    public static readonly DateTimeOffset NeverReported = DateTimeOffset.UnixEpoch;

    /// <summary>The last sign of life.</summary>
    public DateTimeOffset HeardAt => PolledAt > LastSeen ? PolledAt.Value : LastSeen;

    public bool IsNamed => Name.Length > 0;

    public bool HasReported => LastSeen > NeverReported;
}
