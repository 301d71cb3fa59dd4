using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Analysis.Sets;

/// <summary>
/// A set of canonical paths that templates can tell apart: a tree over segments. Each node says whether the path may end there, whether it
/// may end with a slash after it, and where each next segment leads: the named ones each to their own node, any other to one more.
/// </summary>
public sealed class PathSet : SymbolicSet, IEquatable<PathSet>
{
    private static readonly ImmutableSortedDictionary<string, PathSet> NoneNamed = ImmutableSortedDictionary.Create<string, PathSet>(StringComparer.Ordinal);

    private readonly int hash;
    private readonly PathSet? other;

    private PathSet(bool ends, bool endsWithSlash, ImmutableSortedDictionary<string, PathSet> named, PathSet? other)
    {
        (Ends, EndsWithSlash, Named, this.other) = (ends, endsWithSlash, named, other);
        hash = named.Aggregate(HashCode.Combine(ends, endsWithSlash, other?.hash), (sum, entry) => HashCode.Combine(sum, entry.Key, entry.Value.hash));
    }

    public static PathSet None { get; } = new(false, false, NoneNamed, null);

    public static PathSet Every { get; } = new(true, true, NoneNamed, null);

    public override bool IsEmpty => ReferenceEquals(this, None);

    public override bool IsFull => ReferenceEquals(this, Every);

    // INVARIANT (one form): at the root, where no path ends, Ends equals EndsWithSlash; a named node differs from Other.
    internal bool Ends { get; }

    internal bool EndsWithSlash { get; }

    internal ImmutableSortedDictionary<string, PathSet> Named { get; }

    internal PathSet Other => other ?? this;

    public static PathSet Of(PathTemplate template) => Of(template, 0);

    /// <param name="path">A canonical path.</param>
    public bool Contains(string path)
    {
        var segments = path[1..].Split('/');
        var node = this;
        foreach (var segment in segments)
        {
            if (segment.Length == 0)
                return node.EndsWithSlash;
            node = node.Next(segment);
        }

        return node.Ends;
    }

    /// <summary>One of the shortest paths in it, canonical; null where there is none.</summary>
    public string? Example()
    {
        var open = new Queue<(string Path, PathSet Node)>([("", this)]);
        while (open.TryDequeue(out var at))
        {
            if (at.Node.Ends && at.Path.Length > 0)
                return at.Path;
            if (at.Node.EndsWithSlash)
                return at.Path + "/";
            foreach (var (segment, next) in at.Node.Named.Where(n => !n.Value.IsEmpty))
                open.Enqueue(($"{at.Path}/{segment}", next));
            if (!at.Node.Other.IsEmpty)
                open.Enqueue(($"{at.Path}/{at.Node.SegmentOfNone()}", at.Node.Other));
        }

        return null;
    }

    public override SymbolicSet And(SymbolicSet other) => Intersect(this, (PathSet)other);

    public override SymbolicSet Not()
    {
        if (other is null)
            return IsFull ? None : Every;
        return Make(!Ends, !EndsWithSlash, Named.ToImmutableSortedDictionary(e => e.Key, e => (PathSet)e.Value.Not(), StringComparer.Ordinal), (PathSet)Other.Not());
    }

    public bool Equals(PathSet? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || hash != other.hash || this.other is null || other.other is null)
            return false;
        return Ends == other.Ends && EndsWithSlash == other.EndsWithSlash && Named.Count == other.Named.Count
            && Other.Equals(other.Other) && Named.SequenceEqual(other.Named);
    }

    public override bool Equals(object? obj) => Equals(obj as PathSet);

    public override int GetHashCode() => hash;

    /// <summary>Such as <c>/admin/** or /a except /admin/x</c>.</summary>
    public override string ToString() => PathPhrase.Of(this);

    private static PathSet Of(PathTemplate template, int index)
    {
        if (index == template.Segments.Count)
            return template.EndsWithRest ? Every : Make(true, false, NoneNamed, None);
        return template.Segments[index] switch
        {
            null => Make(false, false, NoneNamed, Of(template, index + 1)),
            "" => Make(index == 0, true, NoneNamed, None),
            { } literal => Make(false, false, NoneNamed.SetItem(literal, Of(template, index + 1)), None),
        };
    }

    private static PathSet Intersect(PathSet left, PathSet right)
    {
        if (left.IsEmpty || right.IsFull || ReferenceEquals(left, right))
            return left;
        if (right.IsEmpty || left.IsFull)
            return right;
        var segments = left.Named.Keys.Concat(right.Named.Keys).Distinct();
        return Make(
            left.Ends && right.Ends,
            left.EndsWithSlash && right.EndsWithSlash,
            segments.ToImmutableSortedDictionary(s => s, s => Intersect(left.Next(s), right.Next(s)), StringComparer.Ordinal),
            Intersect(left.Other, right.Other));
    }

    private static PathSet Make(bool ends, bool endsWithSlash, ImmutableSortedDictionary<string, PathSet> named, PathSet other)
    {
        var distinct = named.RemoveRange(named.Where(e => e.Value.Equals(other)).Select(e => e.Key));
        return (ends, endsWithSlash, distinct.IsEmpty, other) switch
        {
            (true, true, true, { IsFull: true }) => Every,
            (false, false, true, { IsEmpty: true }) => None,
            _ => new PathSet(ends, endsWithSlash, distinct, other),
        };
    }

    /// <summary>A segment that is none of the named ones.</summary>
    private string SegmentOfNone()
    {
        var segment = "x";
        while (Named.ContainsKey(segment))
            segment += "x";
        return segment;
    }

    private PathSet Next(string segment) => Named.GetValueOrDefault(segment) ?? Other;
}
