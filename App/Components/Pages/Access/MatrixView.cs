using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Resolution;
using AccessConsole.Exploring;

namespace AccessConsole.Components.Pages.Access;

/// <summary>A window of blocks or cells: principals by deployments, each axis by team while there are more than fit.</summary>
public sealed class MatrixView
{
    public const int MaxRows = 50;
    public const int MaxColumns = 30;

    private readonly ReachGrid grid;

    public MatrixView(AccessScope scope, AccessQuery query)
    {
        Query = query;
        var roster = scope.Moment.Atlas.Roster;
        var principals = Enumerable.Range(0, roster.Principals.Length).Where(scope.Principals.Contains).ToArray();
        var teams = principals.ToLookup(p => LabelFilter.TeamOf(roster.Principals[p].Labels), StringComparer.Ordinal);
        var groups = scope.Deployments.ToLookup(d => LabelFilter.TeamOf(d.Service.Labels), StringComparer.Ordinal);
        var byTeam = query.Team.Length == 0 && principals.Length > MaxRows && teams.Count > 1;
        var byGroup = query.ServiceTeam.Length == 0 && scope.Deployments.Length > MaxColumns && groups.Count > 1;
        Rows = byTeam
            ? Axis(teams.OrderBy(t => t.Key, StringComparer.Ordinal), query.Rows, MaxRows, true, t => new MatrixHeader(TeamName(t.Key), t.Count(), query.FromStart() with { Team = t.Key }) { Team = t.Key })
            : Axis(principals, query.Rows, MaxRows, false, p => HeaderOf(roster.Principals[p], query));
        Columns = byGroup
            ? Axis(groups.OrderBy(g => g.Key, StringComparer.Ordinal), query.Columns, MaxColumns, true, g => new MatrixHeader(TeamName(g.Key), g.Count(), query.FromStart() with { ServiceTeam = g.Key }) { Team = g.Key })
            : Axis(scope.Deployments, query.Columns, MaxColumns, false, d => HeaderOf(d, query));

        grid = new ReachGrid(scope.Moment.Atlas, scope.Moment.At, RowOf(roster, principals), Rows.Headers.Count, ColumnsOf(groups), Columns.Headers.Count);
    }

    public AccessQuery Query { get; }

    public MatrixAxis Rows { get; }

    public MatrixAxis Columns { get; }

    /// <summary>Whether each cell is one principal at one deployment.</summary>
    public bool IsLeaf => !Rows.IsGrouped && !Columns.IsGrouped;

    public ReachCount this[int row, int column] => grid[row, column];

    /// <summary>Where pressing a cell leads: into the block, or to its reasons.</summary>
    public AccessQuery Pressed(MatrixHeader row, MatrixHeader column) => IsLeaf
        ? Query with { Cell = AccessQuery.CellOf(row.Principal!.Reference, column.Deployment!.Service.Name, column.Deployment.Environment.Name) }
        : Query.FromStart() with { Team = Rows.IsGrouped ? row.Team : Query.Team, ServiceTeam = Columns.IsGrouped ? column.Team : Query.ServiceTeam };

    public static string TeamName(string team) => team == LabelFilter.NoTeam ? "no team" : team;

    private static MatrixHeader HeaderOf(Principal principal, AccessQuery query) =>
        new(principal.Name, 1, query.FromStart() with { View = AccessQuery.Graph, Focus = AccessFocus.Of(principal.Reference).ToString() })
        {
            Principal = principal,
            Aside = principal.Workload is null ? "" : "workload",
        };

    private static MatrixHeader HeaderOf(DeploymentPolicy deployment, AccessQuery query) =>
        new(deployment.Service.Name, 1, query.FromStart() with { View = AccessQuery.Graph, Focus = AccessFocus.Of(deployment.Service.Reference).ToString() })
        {
            Deployment = deployment,
            Aside = deployment.Environment.Name,
        };

    private static MatrixAxis Axis<T>(IEnumerable<T> all, int page, int size, bool isGrouped, Func<T, MatrixHeader> header)
    {
        var items = all.ToArray();
        var shown = Math.Clamp(page, 1, Math.Max(1, (items.Length + size - 1) / size));
        return new MatrixAxis([.. items.Skip((shown - 1) * size).Take(size).Select(header)], shown, size, items.Length, isGrouped);
    }

    private int[] RowOf(PrincipalRoster roster, int[] principals)
    {
        var rowOf = new int[roster.Principals.Length];
        Array.Fill(rowOf, -1);
        var rows = Rows.Headers.Index().ToDictionary(h => h.Item.Principal is { } p ? (object)p : h.Item.Team, h => h.Index);
        foreach (var principal in principals)
        {
            if (rows.TryGetValue(Rows.IsGrouped ? LabelFilter.TeamOf(roster.Principals[principal].Labels) : roster.Principals[principal], out var row))
                rowOf[principal] = row;
        }

        return rowOf;
    }

    private IEnumerable<(DeploymentPolicy, int)> ColumnsOf(ILookup<string, DeploymentPolicy> groups) => Columns.IsGrouped
        ? Columns.Headers.Index().SelectMany(h => groups[h.Item.Team].Select(d => (d, h.Index)))
        : Columns.Headers.Index().Select(h => (h.Item.Deployment!, h.Index));
}
