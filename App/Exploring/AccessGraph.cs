using System.Globalization;
using AccessConsole.Core.Analysis.Observed;
using AccessConsole.Core.Model;

namespace AccessConsole.Exploring;

/// <summary>The neighbourhood of one principal or service as a tree: it, groups of ways, and the ways of those groups that are open.</summary>
/// <param name="LeftOut">How many ways are neither shown nor counted.</param>
public sealed record AccessGraph(AccessFocus Focus, GraphGrouping Grouping, OpenGroups Open, IReadOnlyList<GraphGroup> Groups, long LeftOut)
{
    /// <summary>Beyond it a drawing says less than a table.</summary>
    public const int MaxNodes = 200;

    /// <summary>Of so many groups one still finds one's way.</summary>
    private const int MaxGroups = 100;

    /// <summary>Up to so many ways all are shown where nobody says what is open.</summary>
    private const int MaxShownUnasked = 20;

    /// <summary>Counting more would take longer than somebody waits.</summary>
    private const int MaxWays = 5_000;

    private const int LayerWidth = 300;
    private const int RowHeight = 46;
    private const string RootId = "root";

    /// <summary>Whether each way says what was observed on it.</summary>
    public bool IsObserved { get; private init; }

    public bool IsDeclared { get; private init; }

    public int Ways => Groups.Sum(group => group.Ways.Count);

    public static AccessGraph Around(AccessMoment moment, AccessFilter filter, AccessFocus focus, GraphGrouping? grouping = null, OpenGroups? open = null)
    {
        var rows = AccessScope.Of(moment, Around(filter, focus)).Rows();
        return Of(focus, grouping, open, rows.WithoutDenies(0).Select(row => new ObservedEdge(row, default, null)), rows.Total) with { IsDeclared = filter.IsDeclared };
    }

    /// <param name="observed">Of the filter that <see cref="Around(AccessFilter, AccessFocus)"/> makes.</param>
    public static AccessGraph Around(ObservedScope observed, AccessFocus focus, GraphGrouping? grouping = null, OpenGroups? open = null) =>
        Of(focus, grouping, open, observed.Edges.From(0), observed.Edges.Total) with { IsObserved = true };

    /// <summary>The filter that chooses what is around the focus.</summary>
    public static AccessFilter Around(AccessFilter filter, AccessFocus focus)
    {
        var exact = new LabelFilter($"name={focus.Name}", "");
        return focus.IsService ? filter with { Services = exact } : filter with { Principals = exact };
    }

    public static string IdOf(GraphGroup group) => $"g:{group.Kind}:{group.Key}";

    /// <param name="index">Among the shown ways of the group.</param>
    public static string IdOf(GraphGroup group, int index) => string.Create(CultureInfo.InvariantCulture, $"w:{index}:{group.Kind}:{group.Key}");

    /// <summary>From left to right what each hangs on; from top to bottom in the order of reading, so that no line crosses another.</summary>
    public IEnumerable<GraphNode> Nodes()
    {
        if (Groups.Count == 0)
            yield break;
        yield return new GraphNode(RootId, Focus.Name, Focus.Kind.Noun(), new PolicyReference(Focus.Kind, Focus.Name)) { Detail = PolicyWords.Count(Ways, "way") };
        var row = 0;
        foreach (var group in Groups)
        {
            yield return new GraphNode(IdOf(group), group.Key, group.Kind, group.Reference, LayerWidth, row * RowHeight)
            {
                Detail = $"{PolicyWords.Count(group.Ways.Count, "way")} · {GraphWays.Access(group, IsDeclared)}",
                IsOpen = group.IsOpen,
            };
            foreach (var (i, way) in group.Shown.Index())
            {
                yield return new GraphNode(IdOf(group, i), GraphWays.Label(way, Focus, Grouping), "way", null, 2 * LayerWidth, (row + i) * RowHeight)
                {
                    Detail = $"{GraphWays.Detail(way, Focus, Grouping)} · {(IsObserved ? way.State.Name().Replace('_', ' ') : GraphWays.Access(way, IsDeclared))}",
                };
            }

            row += Math.Max(1, group.Shown.Count);
        }
    }

    public IEnumerable<GraphEdge> Edges()
    {
        foreach (var group in Groups)
        {
            yield return new GraphEdge(RootId, IdOf(group), group.Level, IsObserved ? group.State : null);
            foreach (var (i, way) in group.Shown.Index())
                yield return new GraphEdge(IdOf(group), IdOf(group, i), way.Row.Level, IsObserved ? way.State : null);
        }
    }

    private static AccessGraph Of(AccessFocus focus, GraphGrouping? asked, OpenGroups? open, IEnumerable<ObservedEdge> all, long total)
    {
        var read = all.Take(MaxWays).ToArray();
        var ways = read.Where(w => focus.IsService || w.Row.Principal is null || w.Row.Principal.Reference == new PolicyReference(focus.Kind, focus.Name)).ToArray();
        var usable = GraphGroupings.Around(focus);
        var gathered = (asked is { } one && usable.Contains(one) ? [one] : usable).Select(g => (Grouping: g, Groups: GraphWays.Gather(ways, focus, g))).ToArray();
        var (grouping, groups) = gathered.FirstOrDefault(g => g.Groups.Count <= MaxGroups, gathered[^1]);
        var shown = open ?? (ways.Length <= MaxShownUnasked ? OpenGroups.All : OpenGroups.None);
        var room = MaxNodes - 1 - Math.Min(groups.Count, MaxGroups);
        var placed = new List<GraphGroup>();
        foreach (var group in groups.Take(MaxGroups))
        {
            var isOpen = shown.Has(group.Key);
            var opened = group with { IsOpen = isOpen, Shown = isOpen ? [.. group.Ways.Take(room)] : [] };
            room -= opened.Shown.Count;
            placed.Add(opened);
        }

        return new AccessGraph(focus, grouping, shown, placed, total - read.Length + groups.Skip(MaxGroups).Sum(g => g.Ways.Count));
    }
}
