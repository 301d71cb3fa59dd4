using AccessConsole.Core.Analysis.Observed;
using AccessConsole.Core.Model;

namespace AccessConsole.Exploring;

/// <summary>How ways are gathered, and what is then left to say of each.</summary>
public static class GraphWays
{
    public static IReadOnlyList<GraphGroup> Gather(IEnumerable<ObservedEdge> ways, AccessFocus focus, GraphGrouping grouping) =>
    [
        .. ways.GroupBy(way => Common(way, focus, grouping))
            .Select(g => new GraphGroup(g.Key.Key, g.Key.Kind, g.Key.Reference, [.. g]))
            .OrderBy(g => g.Kind == "everybody").ThenBy(g => g.Key, StringComparer.Ordinal),
    ];

    /// <summary>What a way is called within its group: the service or principal at its other end, or the grant where the group is of that.</summary>
    public static string Label(ObservedEdge way, AccessFocus focus, GraphGrouping grouping) => IsByOther(focus, grouping) ? By(way) : Other(way, focus);

    /// <summary>The rest that tells it from others.</summary>
    public static string Detail(ObservedEdge way, AccessFocus focus, GraphGrouping grouping)
    {
        var environment = way.Row.Deployment.Environment.Name;
        if (IsByOther(focus, grouping))
            return environment;
        if (grouping == GraphGrouping.Environment)
            return By(way);
        // Everybody's ways are gathered whatever lets them pass.
        return way.Row.Principal is null ? $"{environment} · {By(way).Split('/')[^1]}" : environment;
    }

    /// <summary>What lets it pass.</summary>
    public static string By(ObservedEdge way) => EdgeWords.By(way) is { Length: > 0 } by ? by : RowWords.Note(way.Row);

    public static string Access(ObservedEdge way, bool isDeclared) => isDeclared && way.Row.Rule is { } rule ? PolicyWords.Of(rule.Effect) : RowWords.Of(way.Row.Level);

    public static string Access(GraphGroup group, bool isDeclared) =>
        isDeclared ? string.Join(" and ", group.Ways.Select(way => Access(way, isDeclared)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)) : RowWords.Of(group.Level);

    private static bool IsByOther(AccessFocus focus, GraphGrouping grouping) => grouping == (focus.IsService ? GraphGrouping.Principal : GraphGrouping.Service);

    private static string Other(ObservedEdge way, AccessFocus focus) => focus.IsService ? Caller(way) : way.Row.Deployment.Service.Name;

    private static string Caller(ObservedEdge way) => way.Row.Principal?.Name ?? EdgeWords.Caller(way);

    private static (string Key, string Kind, PolicyReference? Reference) Common(ObservedEdge way, AccessFocus focus, GraphGrouping grouping) => (grouping, way.Row.Principal) switch
    {
        (GraphGrouping.Environment, _) => (way.Row.Deployment.Environment.Name, "environment", way.Row.Deployment.Environment.Reference),
        (GraphGrouping.Service, _) => (way.Row.Deployment.Service.Name, "service", way.Row.Deployment.Service.Reference),
        (GraphGrouping.Principal, { } principal) => (principal.Name, principal.Reference.Kind.Noun(), principal.Reference),
        (GraphGrouping.Principal, null) => (Caller(way), "everybody", null),
        // What is given to everybody hangs on settings of each deployment: many names that say one thing.
        (GraphGrouping.Grant, null) when way.Row.Rule is null or { IsGenerated: true } => (EdgeWords.Caller(way), "everybody", null),
        (GraphGrouping.Grant, _) when way.Row.Rule is { } rule => (rule.Grant.Name, rule.Effect == Effect.Deny ? "deny" : "grant", rule.IsGenerated ? null : rule.Grant.Reference),
        (GraphGrouping.Grant, _) => (By(way), "note", null),
    };
}
