using AccessConsole.Components.Pages.Editing;
using AccessConsole.Core.Analysis.Observed;
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

    /// <summary>What is drawn with what was observed on it; empty where that was not asked.</summary>
    public IReadOnlyList<ObservedEdge> Observed { get; private init; } = [];

    public static AccessGraph Around(AccessMoment moment, AccessFilter filter, AccessFocus focus)
    {
        var rows = AccessScope.Of(moment, Around(filter, focus)).Rows();
        return Draw(focus, rows.From(0).Select(row => new ObservedEdge(row, default, null)), rows.Total, isObserved: false);
    }

    /// <param name="observed">Of the filter that <see cref="Around(AccessFilter, AccessFocus)"/> makes.</param>
    public static AccessGraph Around(ObservedScope observed, AccessFocus focus) => Draw(focus, observed.Edges.From(0), observed.Edges.Total, isObserved: true);

    /// <summary>The filter that chooses what is around the focus.</summary>
    public static AccessFilter Around(AccessFilter filter, AccessFocus focus)
    {
        var exact = new LabelFilter($"name={focus.Name}", "");
        return focus.IsService ? filter with { Services = exact } : filter with { Principals = exact };
    }

    private static AccessGraph Draw(AccessFocus focus, IEnumerable<ObservedEdge> ways, long total, bool isObserved)
    {
        var nodes = new Dictionary<string, GraphNode>(StringComparer.Ordinal);
        var edges = new Dictionary<(string, string), GraphEdge>();
        var drawn = new List<ObservedEdge>();
        var leftOut = 0L;
        foreach (var way in ways.Where(w => focus.IsService || w.Row.Principal is null || w.Row.Principal.Reference == new PolicyReference(focus.Kind, focus.Name)))
        {
            GraphNode[] three = [PrincipalOf(way), ReasonOf(way), DeploymentOf(way.Row)];
            if (nodes.Count + three.Count(n => !nodes.ContainsKey(n.Id)) > MaxNodes)
            {
                leftOut = total - drawn.Count;
                break;
            }

            foreach (var node in three)
                nodes.TryAdd(node.Id, node);
            Join(three[0], three[1], way);
            Join(three[1], three[2], way);
            drawn.Add(way);
        }

        return new AccessGraph(Placed(nodes.Values), [.. edges.Values], [.. drawn.Select(way => way.Row)], leftOut) { Observed = isObserved ? drawn : [] };

        // Of several ways through the same two nodes the most that passes counts, and what says most of what was observed.
        void Join(GraphNode from, GraphNode to, ObservedEdge way)
        {
            var edge = new GraphEdge(from.Id, to.Id, way.Row.Level, isObserved ? way.State : null);
            edges[(from.Id, to.Id)] = !edges.TryGetValue((from.Id, to.Id), out var known) ? edge
                : known with { Level = known.Level > edge.Level ? known.Level : edge.Level, State = known.State < edge.State ? known.State : edge.State };
        }
    }

    private static GraphNode PrincipalOf(ObservedEdge way) => way.Row.Principal is { } principal
        ? new GraphNode($"p:{principal.Reference}", principal.Name, principal.Reference.Kind.Noun(), ObjectAddresses.Of(principal.Reference))
        : new GraphNode($"p:{EdgeWords.Caller(way)}", EdgeWords.Caller(way), "everybody", null);

    private static GraphNode ReasonOf(ObservedEdge way) => way.Row.Rule is { } rule
        ? new GraphNode($"g:{rule.Grant.Name}", rule.Grant.Name, rule.Effect == Effect.Deny ? "deny" : "grant", rule.Grant.Name.Contains('/') ? null : ObjectAddresses.Of(rule.Grant.Reference))
        : way.By is { } by ? new GraphNode($"g:no/{by}", by, "note", null)
        : new GraphNode($"g:{RowWords.Note(way.Row)}", RowWords.Note(way.Row), "note", null);

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
