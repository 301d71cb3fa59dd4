using AccessConsole.Core.Model;

namespace AccessConsole.Core.Compilation.Consul;

/// <summary>A set of paths as a template says it, or as two say it together.</summary>
/// <param name="Segments">As in <see cref="PathTemplate.Segments"/>: a literal, or null for exactly one non-empty segment.</param>
internal sealed record PathCell(ValueList<string?> Segments, bool EndsWithRest)
{
    // The visible characters of ASCII, with and without the slash: canonical paths have no others. Small sets, since a pattern may not be large.
    private const string AnySegment = "[!-.0-~]+";
    private const string AnyRest = "(?:/[!-~]*)?";

    /// <summary>The largest program that Envoy makes of a regular expression unless it is told otherwise.</summary>
    private const int MaxProgram = 100;
    private const int ProgramOfSegment = 6;
    private const int ProgramAround = 12;

    public string Text => string.Concat(Segments.Select(s => "/" + (s ?? "{*}"))) + (EndsWithRest ? "/**" : "");

    private bool HasAnySegment => Segments.Contains(null);

    /// <summary>Whether Consul can be told: a pattern with <c>{*}</c> becomes a regular expression, which must be small.</summary>
    public bool IsExpressible => !HasAnySegment || ProgramSize <= MaxProgram;

    /// <summary>Orders cells so that each stands before every other that holds all of it.</summary>
    public static IComparer<PathCell> NarrowFirst { get; } = Comparer<PathCell>.Create((left, right) =>
        (-left.Segments.Count, left.EndsWithRest, left.Segments.Count(s => s is null)).CompareTo((-right.Segments.Count, right.EndsWithRest, right.Segments.Count(s => s is null))) is var order and not 0
            ? order
            : string.CompareOrdinal(left.Text, right.Text));

    private int ProgramSize => Segments.Sum(s => 1 + (s?.Length ?? ProgramOfSegment)) + ProgramAround;

    public static PathCell Of(PathTemplate template) => new(template.Segments, template.EndsWithRest);

    public bool Holds(PathCell other) => Intersect(other) == other;

    /// <summary>The paths that both hold; null for none.</summary>
    public PathCell? Intersect(PathCell other)
    {
        var (shorter, longer) = Segments.Count <= other.Segments.Count ? (this, other) : (other, this);
        if (shorter.Segments.Count < longer.Segments.Count && !shorter.EndsWithRest)
            return null;
        var segments = new string?[longer.Segments.Count];
        for (var i = 0; i < segments.Length; i++)
        {
            var (mine, theirs) = (i < shorter.Segments.Count ? shorter.Segments[i] : longer.Segments[i], longer.Segments[i]);
            // One segment of any name is not the empty one, which stands for a trailing slash.
            if ((mine is not null && theirs is not null && mine != theirs) || (mine, theirs) is ("", null) or (null, ""))
                return null;
            segments[i] = mine ?? theirs;
        }

        return new PathCell(ValueList.Create<string?>(segments), longer.EndsWithRest && (shorter.EndsWithRest || shorter.Segments.Count < segments.Length));
    }

    /// <summary>The matchers of Consul that together are the cell.</summary>
    public IEnumerable<PathMatch> Matches()
    {
        if (HasAnySegment)
            return [new PathMatch("PathRegex", string.Concat(Segments.Select(s => "/" + (s?.Replace(".", @"\.", StringComparison.Ordinal) ?? AnySegment))) + (EndsWithRest ? AnyRest : ""))];
        var stem = string.Concat(Segments.Select(s => "/" + s));
        if (!EndsWithRest)
            return [new PathMatch("PathExact", stem)];
        return stem.Length == 0 ? [PathMatch.Everything] : [new PathMatch("PathExact", stem), new PathMatch("PathPrefix", stem + "/")];
    }
}

/// <param name="Kind">The field of a permission that holds it.</param>
internal sealed record PathMatch(string Kind, string Value)
{
    public static readonly PathMatch Everything = new("PathPrefix", "/");
}
