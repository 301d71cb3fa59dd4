using AccessConsole.Core.Ports;
using AccessConsole.Exploring;

namespace AccessConsole.Components.Pages.Access;

/// <summary>Everything that a query shows, worked out together.</summary>
public sealed record AccessPicture(AccessQuery Query)
{
    /// <summary>Null where the query names no moment that is there; <see cref="Problem"/> says why.</summary>
    public AccessScope? Scope { get; init; }

    public string? Problem { get; init; }

    /// <summary>The revisions that came into force on the day that is asked about, newest first.</summary>
    public IReadOnlyList<Revision> OfTheDay { get; init; } = [];

    public MatrixView? Matrix { get; init; }

    public TableView? Table { get; init; }

    public AccessGraph? Graph { get; init; }

    /// <summary>The table with what was observed.</summary>
    public ObservedView? Observed { get; init; }

    /// <summary>How much of what was observed the graph rests on; null where that was not asked.</summary>
    public ObservedScope? Seen { get; init; }

    public WhyView? Why { get; init; }

    /// <summary>Why the named cell has no reasons to show; null where it has, or none is named.</summary>
    public string? CellProblem { get; init; }

    public bool IsOfEmptyPolicy => Scope is { Moment.Policy: { Services.Count: 0 } or { Pipelines.Count: 0, Workloads.Count: 0 } };
}
