using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Ports;
using AccessConsole.Exploring;

namespace AccessConsole.Api.Access;

/// <summary>A page of the reasons for which somebody passes.</summary>
/// <param name="Revision">The revision that was asked; name it to read further pages of the same.</param>
/// <param name="At">The instant at which grants were taken to begin and end.</param>
/// <param name="Total">How many rows there are in all.</param>
/// <param name="Rows">The reasons, in pages.</param>
public sealed record AccessJson(int Revision, DateTimeOffset At, long Total, IReadOnlyList<AccessRowJson> Rows);

/// <summary>One reason for which somebody passes.</summary>
/// <param name="PrincipalKind"><c>pipeline</c> or <c>workload</c>; <c>everybody</c> where it is no principal.</param>
/// <param name="Principal">A principal's name; for <c>everybody</c> in words.</param>
/// <param name="Team">The principal's label <c>team</c>.</param>
/// <param name="Access"><c>always</c>, <c>conditional</c> or <c>everything</c>; null where written grants were asked for.</param>
/// <param name="Effect">The rule's; null where no rule is the reason.</param>
/// <param name="Grant">The grant that lets it pass; null where it is none.</param>
/// <param name="ValidFrom">When the grant begins; null for at once.</param>
/// <param name="Denies">Deny grants that take a part of it.</param>
/// <param name="Note">What it rests on where it is no grant.</param>
/// <param name="BroughtBy">The revision that made the grant what it is; left out where it is not known.</param>
public sealed record AccessRowJson(
    string PrincipalKind, string Principal, string? Team, string Service, string Environment, string? Access, string? Effect, IReadOnlyList<string> Permissions,
    string Conditions, string? Grant, DateTimeOffset? ValidFrom, DateTimeOffset? Expires, IReadOnlyList<string> Denies, string? Note, GrantOriginJson? BroughtBy)
{
    public static AccessRowJson Of(AccessRow row, bool isDeclared, Revision? origin) => new(
        RowWords.PrincipalKind(row),
        RowWords.Principal(row),
        row.Principal is { } principal && LabelFilter.TeamOf(principal.Labels) is var team && team != LabelFilter.NoTeam ? team : null,
        row.Deployment.Service.Name,
        row.Deployment.Environment.Name,
        isDeclared ? null : RowWords.Of(row.Level),
        row.Rule is { } rule ? Components.Words.Of(rule.Effect) : null,
        [.. RowWords.Permissions(row)],
        RowWords.Conditions(row),
        row.Rule?.Grant.Name,
        row.Rule?.Terms.ValidFrom,
        row.Rule?.Terms.Expires,
        row.Denies,
        RowWords.Note(row) is { Length: > 0 } note ? note : null,
        origin is null ? null : new GrantOriginJson(origin.Number, origin.PublishedAt, origin.Author.Name, [.. origin.Approvals.Select(a => a.Approver.Name)]));
}

/// <summary>The revision that made the grant what it was.</summary>
/// <param name="ApprovedBy">Who approved that revision.</param>
public sealed record GrantOriginJson(int Revision, DateTimeOffset PublishedAt, string Author, IReadOnlyList<string> ApprovedBy);

/// <summary>The neighbourhood of one principal or service as a tree: it, groups of ways, and the ways of open groups.</summary>
/// <param name="Nodes">What is drawn.</param>
/// <param name="Edges">What joins what.</param>
/// <param name="LeftOut">How many ways are neither drawn nor counted; the filter narrows what is.</param>
public sealed record AccessGraphJson(IReadOnlyList<GraphNodeJson> Nodes, IReadOnlyList<GraphEdgeJson> Edges, long LeftOut);

/// <summary>One node of the graph: the root, a group of ways or a way, and where it is drawn.</summary>
/// <param name="Label">What is written on it.</param>
/// <param name="Kind">The kind of object, <c>deny</c>, <c>everybody</c>, <c>note</c> or <c>way</c>.</param>
/// <param name="Address">Its page in the console; null where it has none.</param>
/// <param name="Detail">What is written below its name.</param>
/// <param name="IsOpen">Of a group, whether its ways are there; null for anything else.</param>
/// <param name="X">Where it is drawn, from the left.</param>
/// <param name="Y">Where it is drawn, from the top.</param>
public sealed record GraphNodeJson(string Id, string Label, string Kind, string? Address, string Detail, bool? IsOpen, int X, int Y);

/// <summary>One edge of the graph: from the root to a group, or from a group to one of its ways.</summary>
/// <param name="Source">The node at which it begins.</param>
/// <param name="Target">The node at which it ends.</param>
/// <param name="Access">How much passes: <c>none</c>, <c>anyone</c>, <c>conditional</c>, <c>always</c> or <c>everything</c>.</param>
/// <param name="State">What was observed on it; null where that was not asked.</param>
public sealed record GraphEdgeJson(string Id, string Source, string Target, string Access, string? State);
