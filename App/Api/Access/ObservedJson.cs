using AccessConsole.Core.Analysis.Observed;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Exploring;

namespace AccessConsole.Api.Access;

/// <summary>A page of ways to services with what was observed on them.</summary>
/// <param name="Of">Of which policy and of which part of the log it is.</param>
/// <param name="Total">How many ways there are in all.</param>
/// <param name="Undeclared">How many of all were observed and are not declared; they come first.</param>
/// <param name="Edges">The ways, in pages.</param>
public sealed record ObservedJson(ObservedHeaderJson Of, long Total, int Undeclared, IReadOnlyList<ObservedEdgeJson> Edges);

/// <summary>Of which policy and of which part of the decision log a listing of observed access is.</summary>
/// <param name="At">The instant at which grants were taken to begin and end, and before which was observed.</param>
/// <param name="Since">From when on was observed.</param>
/// <param name="Earliest">Of the first decision within the window that any engine told.</param>
/// <param name="ReachesBeginning">Whether the log begins with the window, or before.</param>
/// <param name="Lost">How many decisions of the window are known not to be in the log.</param>
/// <param name="IsWhole">Whether no observed use is left out.</param>
/// <param name="Beyond">How many deployments lie outside the reader's roles, and are left out.</param>
public sealed record ObservedHeaderJson(int Revision, DateTimeOffset At, DateTimeOffset Since, DateTimeOffset? Earliest, bool ReachesBeginning, long Lost, bool IsWhole, int Beyond)
{
    public static ObservedHeaderJson Of(ObservedScope observed) => new(
        observed.Scope.Moment.Revision, observed.Scope.Moment.At, observed.Window.Since, observed.Window.Earliest, observed.Window.ReachesItsBeginning, observed.Window.Losses.Values.Sum(),
        observed.IsWhole, observed.Beyond);
}

/// <summary>One caller on its way to one deployment by one grant, with what was seen of it.</summary>
/// <param name="Caller"><c>pipeline/NAME</c> or <c>workload/NAME</c>; in words for everybody.</param>
/// <param name="State">refused, ungoverned, undeclared, observed, never_observed, unproven or not_in_force.</param>
/// <param name="Grant">The grant that decides, or that engines named; null where there is none.</param>
/// <param name="Reason">Where no grant decided.</param>
/// <param name="Effect"><c>allow</c> or <c>deny</c>; null where no grant in force decides.</param>
/// <param name="Count">How many decisions.</param>
/// <param name="LastSeen">When it was last decided; null where it never was.</param>
/// <param name="BroughtBy">The revision that made the grant what it is; null where it is not known.</param>
public sealed record ObservedEdgeJson(
    string Caller, string Service, string Environment, string State, string? Grant, string? Reason, string? Effect, IReadOnlyList<string> Permissions, string Conditions, DateTimeOffset? Expires,
    long Count, DateTimeOffset? LastSeen, GrantOriginJson? BroughtBy)
{
    public static ObservedEdgeJson Of(ObservedEdge edge, Revision? origin) => new(
        EdgeWords.Caller(edge), edge.Row.Deployment.Service.Name, edge.Row.Deployment.Environment.Name, edge.State.Name(),
        edge.Row.Rule?.Grant.Name ?? (edge.State == EdgeState.Undeclared ? edge.By : null), edge.Row.Rule is null && edge.State != EdgeState.Undeclared ? edge.By : null,
        edge.Row.Rule is { } rule ? PolicyWords.Of(rule.Effect) : null, edge.Row.Rule is null ? [] : [.. RowWords.Permissions(edge.Row)], RowWords.Conditions(edge.Row), edge.Row.Rule?.Terms.Expires,
        edge.Seen?.Count ?? 0, edge.Seen?.Last,
        origin is null ? null : new GrantOriginJson(origin.Number, origin.PublishedAt, origin.Author.Name, [.. origin.Approvals.Select(a => a.Approver.Name)]));
}

/// <summary>The last line of a signed listing.</summary>
/// <param name="Signed">A signed note over all lines before it.</param>
public sealed record SignedNoteJson(string Signed);
