using System.Collections.Immutable;

namespace AccessConsole.Core.Analysis.Sets;

/// <summary>
/// A set of requests as a decision diagram: each node asks one dimension and has an edge for each answer that matters. Nodes are in
/// canonical form (edges of different children, disjoint, together everything), so that equal sets are equal diagrams.
/// </summary>
internal sealed class Diagram : IEquatable<Diagram>
{
    private readonly int hash;

    private Diagram(Dimension dimension, ImmutableArray<Edge> edges, int seed)
    {
        Dimension = dimension;
        Edges = edges;
        // Edges are in no particular order, so their hashes are added.
        hash = edges.Aggregate(HashCode.Combine(dimension, seed), (sum, edge) => unchecked(sum + HashCode.Combine(edge.Label, edge.Child.hash)));
    }

    public static Diagram Nothing { get; } = new(Dimension.None, [], 0);

    public static Diagram Everything { get; } = new(Dimension.None, [], 1);

    public bool IsNothing => ReferenceEquals(this, Nothing);

    public bool IsEverything => ReferenceEquals(this, Everything);

    public Dimension Dimension { get; }

    public ImmutableArray<Edge> Edges { get; }

    /// <summary>All requests whose value of one dimension lies in the set.</summary>
    public static Diagram Of(Dimension dimension, SymbolicSet set)
    {
        if (set.IsEmpty)
            return Nothing;
        return set.IsFull ? Everything : new Diagram(dimension, [new Edge(set, Everything), new Edge(set.Not(), Nothing)], 0);
    }

    /// <param name="edges">Disjoint labels that together are everything; children may repeat.</param>
    public static Diagram Of(Dimension dimension, IEnumerable<Edge> edges)
    {
        var merged = new Dictionary<Diagram, SymbolicSet>();
        foreach (var edge in edges)
            merged[edge.Child] = merged.TryGetValue(edge.Child, out var label) ? label.Or(edge.Label) : edge.Label;
        return merged.Count == 1 ? merged.Keys.First() : new Diagram(dimension, [.. merged.Select(e => new Edge(e.Value, e.Key))], 0);
    }

    public Diagram And(Diagram other) => new DiagramOperation(DiagramOperator.And).Apply(this, other);

    public Diagram Or(Diagram other) => new DiagramOperation(DiagramOperator.Or).Apply(this, other);

    public Diagram Minus(Diagram other) => new DiagramOperation(DiagramOperator.Minus).Apply(this, other);

    public bool Equals(Diagram? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || hash != other.hash || Dimension != other.Dimension || Edges.Length != other.Edges.Length || Edges.IsEmpty)
            return false;
        return Edges.All(edge => other.Edges.Any(o => edge.Child.Equals(o.Child) && edge.Label.Equals(o.Label)));
    }

    public override bool Equals(object? obj) => Equals(obj as Diagram);

    public override int GetHashCode() => hash;
}

/// <param name="Label">The answers that lead to the child.</param>
internal readonly record struct Edge(SymbolicSet Label, Diagram Child);
