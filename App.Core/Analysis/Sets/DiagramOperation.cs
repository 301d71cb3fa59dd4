namespace AccessConsole.Core.Analysis.Sets;

/// <summary>One set operation on two diagrams; each pair of nodes is worked out once.</summary>
internal sealed class DiagramOperation(DiagramOperator operation)
{
    private readonly Dictionary<(Diagram, Diagram), Diagram> done = [];

    public Diagram Apply(Diagram left, Diagram right)
    {
        if (Shortcut(left, right) is { } known)
            return known;
        if (done.TryGetValue((left, right), out var former))
            return former;
        var dimension = left.Dimension < right.Dimension ? left.Dimension : right.Dimension;
        return done[(left, right)] = Diagram.Of(dimension, Edges(left, right));
    }

    private Diagram? Shortcut(Diagram left, Diagram right) => operation switch
    {
        DiagramOperator.And when left.IsNothing || right.IsEverything || left.Equals(right) => left,
        DiagramOperator.And when right.IsNothing || left.IsEverything => right,
        DiagramOperator.Or when left.IsEverything || right.IsNothing || left.Equals(right) => left,
        DiagramOperator.Or when right.IsEverything || left.IsNothing => right,
        DiagramOperator.Minus when left.IsNothing || right.IsNothing => left,
        DiagramOperator.Minus when right.IsEverything || left.Equals(right) => Diagram.Nothing,
        _ => null,
    };

    private IEnumerable<Edge> Edges(Diagram left, Diagram right)
    {
        if (left.Dimension < right.Dimension)
            return left.Edges.Select(e => new Edge(e.Label, Apply(e.Child, right)));
        if (right.Dimension < left.Dimension)
            return right.Edges.Select(e => new Edge(e.Label, Apply(left, e.Child)));
        return left.Edges.SelectMany(l => right.Edges.Select(r => (Label: l.Label.And(r.Label), l, r)))
            .Where(x => !x.Label.IsEmpty)
            .Select(x => new Edge(x.Label, Apply(x.l.Child, x.r.Child)));
    }
}

internal enum DiagramOperator
{
    And,
    Or,
    Minus,
}
