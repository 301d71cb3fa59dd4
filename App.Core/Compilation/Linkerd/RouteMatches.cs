using AccessConsole.Core.Compilation.Kubernetes;
using AccessConsole.Core.Documents.Text;

namespace AccessConsole.Core.Compilation.Linkerd;

/// <summary>
/// What routes match, gathered by whom they let in. A route is called by its callers, so that while objects are replaced one by one its policy
/// never lets in anybody but them.
/// </summary>
internal sealed class RouteMatches
{
    // What the definition of HTTPRoute takes.
    public const int MaxInARule = 8;
    public const int MaxInARoute = 16 * MaxInARule;

    private readonly Dictionary<Admission, List<DocumentNode>> matches = [];

    public void Add(Admission admission, RequestCell cell)
    {
        foreach (var path in cell.Paths)
            Of(admission).Add(Tree.Object(("method", Tree.Text(cell.Method)), ("path", Path(path.IsExact ? "Exact" : "RegularExpression", path.Text))));
    }

    /// <summary>Whatever the method, known or not.</summary>
    public void AddEverything(Admission admission) => Of(admission).Add(Tree.Object(("path", Path("PathPrefix", "/"))));

    /// <summary>By the callers' key.</summary>
    public IEnumerable<(Admission Admission, IReadOnlyList<DocumentNode> Matches)> All() =>
        matches.OrderBy(m => m.Key.Key, StringComparer.Ordinal).Select(m => (m.Key, (IReadOnlyList<DocumentNode>)m.Value));

    private List<DocumentNode> Of(Admission admission)
    {
        if (!matches.TryGetValue(admission, out var list))
            matches.Add(admission, list = []);
        return list;
    }

    private static MappingNode Path(string type, string value) => Tree.Object(("type", Tree.Text(type)), ("value", Tree.Text(value)));
}
