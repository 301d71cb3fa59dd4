using AccessConsole.Components.Pages.Editing;
using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Model;

namespace AccessConsole.Exploring;

/// <summary>The neighbourhood of one principal or service in three layers: principals, what lets them pass, deployments.</summary>
/// <param name="LeftOut">How many reasons are not drawn.</param>
public sealed record AccessGraph(IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphEdge> Edges, IReadOnlyList<AccessRow> Rows, long LeftOut)
{
    /// <summary>Beyond it a drawing says less than a table.</summary>
    public const int MaxNodes = 300;

    private const int LayerWidth = 340;
    private const int RowHeight = 46;

    public static AccessGraph Around(AccessMoment moment, AccessFilter filter, AccessFocus focus)
    {
        var exact = new LabelFilter($"name={focus.Name}", "");
        var around = focus.IsService ? filter with { Services = exact } : filter with { Principals = exact };
        var scope = AccessScope.Of(moment, around);
        var rows = scope.Rows();
        var nodes = new Dictionary<string, GraphNode>(StringComparer.Ordinal);
        var edges = new Dictionary<(string, string), ReachLevel>();
        var drawn = new List<AccessRow>();
        var leftOut = 0L;
        foreach (var row in rows.From(0).Where(r => focus.IsService || r.Principal is null || r.Principal.Reference == new PolicyReference(focus.Kind, focus.Name)))
        {
            GraphNode[] three = [PrincipalOf(row), ReasonOf(row), DeploymentOf(row)];
            if (nodes.Count + three.Count(n => !nodes.ContainsKey(n.Id)) > MaxNodes)
            {
                leftOut = rows.Total - drawn.Count;
                break;
            }

            foreach (var node in three)
                nodes.TryAdd(node.Id, node);
            Join(three[0], three[1], row.Level);
            Join(three[1], three[2], row.Level);
            drawn.Add(row);
        }

        return new AccessGraph(Placed(nodes.Values), [.. edges.Select(e => new GraphEdge(e.Key.Item1, e.Key.Item2, e.Value))], drawn, leftOut);

        void Join(GraphNode from, GraphNode to, ReachLevel level) =>
            edges[(from.Id, to.Id)] = edges.TryGetValue((from.Id, to.Id), out var known) && known > level ? known : level;
    }

    private static GraphNode PrincipalOf(AccessRow row) => row.Principal is { } principal
        ? new GraphNode($"p:{principal.Reference}", principal.Name, principal.Reference.Kind.Noun(), ObjectAddresses.Of(principal.Reference))
        : new GraphNode($"p:{RowWords.Principal(row)}", RowWords.Principal(row), "everybody", null);

    private static GraphNode ReasonOf(AccessRow row) => row.Rule is { } rule
        ? new GraphNode($"g:{rule.Grant.Name}", rule.Grant.Name, rule.Effect == Effect.Deny ? "deny" : "grant", rule.Grant.Name.Contains('/') ? null : ObjectAddresses.Of(rule.Grant.Reference))
        : new GraphNode($"g:{RowWords.Note(row)}", RowWords.Note(row), "note", null);

    private static GraphNode DeploymentOf(AccessRow row) => new(
        $"d:{row.Deployment}", $"{row.Deployment.Service.Name} · {row.Deployment.Environment.Name}", "service", ObjectAddresses.Of(row.Deployment.Service.Reference));

    /// <summary>Layers from left to right; each is centred on the tallest.</summary>
    private static GraphNode[] Placed(IEnumerable<GraphNode> nodes)
    {
        var layers = nodes.GroupBy(n => n.Id[0]).ToArray();
        var tallest = layers.Length == 0 ? 0 : layers.Max(l => l.Count());
        return [.. layers.SelectMany(layer => layer.OrderBy(n => n.Label, StringComparer.Ordinal).Select((node, index) => node with
        {
            X = "pgd".IndexOf(layer.Key) * LayerWidth,
            Y = (index * RowHeight) + ((tallest - layer.Count()) * RowHeight / 2),
        }))];
    }
}
