using System.Collections.Immutable;
using AccessConsole.Core.Analysis.Sets;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Analysis;

/// <summary>A set of requests: forms × methods × paths × claims × times. A claim that is not listed may be anything.</summary>
public sealed class AccessRegion : IEquatable<AccessRegion>
{
    private readonly FormSet? forms;
    private readonly MethodChoice? methods;
    private readonly ImmutableArray<(Dimension Dimension, ClaimSet Values)> claims;

    /// <param name="labels">The constraints, in the order of dimensions.</param>
    internal AccessRegion(IReadOnlyList<(Dimension Dimension, SymbolicSet Values)> labels)
    {
        Labels = [.. labels];
        forms = labels.Select(l => l.Values).OfType<FormSet>().SingleOrDefault();
        methods = labels.Select(l => l.Values).OfType<MethodChoice>().SingleOrDefault();
        Paths = labels.Select(l => l.Values).OfType<PathSet>().SingleOrDefault() ?? PathSet.Every;
        Times = labels.Select(l => l.Values).OfType<TimeSet>().SingleOrDefault() ?? TimeSet.Always;
        claims = [.. labels.Where(l => l.Values is ClaimSet).Select(l => (l.Dimension, (ClaimSet)l.Values))];
        Conditions = RegionPhrase.Conditions(claims, Times);
    }

    /// <summary>The constraints, in the order of dimensions; a dimension that is not listed may be anything.</summary>
    internal ImmutableArray<(Dimension Dimension, SymbolicSet Values)> Labels { get; }

    public MethodSet Methods => methods?.Methods ?? MethodSet.All;

    public PathSet Paths { get; }

    public TimeSet Times { get; }

    /// <summary>Whether requests with a known method and a canonical path belong.</summary>
    public bool HasWellFormed => forms?.HasWellFormed ?? true;

    /// <summary>Whether requests with another method or path spelling belong.</summary>
    public bool HasOdd => forms?.HasOdd ?? true;

    /// <summary>What may be asked, such as <c>POST /admin/**</c>.</summary>
    public string What => (HasWellFormed, HasOdd) switch
    {
        (false, _) => "requests with an unknown method or a path that is not canonical",
        (_, true) => "everything",
        _ when Methods == MethodSet.All && Paths.IsFull => "every well-formed request",
        _ => $"{methods?.ToString() ?? "any method"} {Paths}",
    };

    /// <summary>Under which conditions and when, such as <c>from branch `main`, until 2027-02-01 00:00 UTC</c>; empty for always.</summary>
    public string Conditions { get; }

    /// <param name="shown">Null for a caller that shows no token.</param>
    public bool Contains(string method, string path, TokenClaims? shown, DateTimeOffset time)
    {
        var known = MethodSet.Of(method);
        var isWellFormed = !known.IsEmpty && CanonicalPath.IsCanonical(path);
        var asks = isWellFormed ? HasWellFormed && Methods.Contains(known) && Paths.Contains(path) : HasOdd;
        return asks && Times.Contains(time) && claims.All(c => c.Values.Contains((shown ?? TokenClaims.Empty)[ClaimDimensions.NameOf(c.Dimension)]));
    }

    /// <summary>A request in it.</summary>
    /// <param name="now">The moment of the analysis.</param>
    internal RequestSample Sample(DateTimeOffset now) => new(
        HasWellFormed ? Methods.Names().First() : RequestSample.OddMethod,
        Paths.Example()!,
        claims.ToDictionary(
            c => ClaimDimensions.NameOf(c.Dimension), c => ClaimDimensions.Example(c.Dimension, c.Values), StringComparer.Ordinal),
        Times.First(now)!.Value);

    public bool Equals(AccessRegion? other) => other is not null && string.Equals(ToString(), other.ToString(), StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as AccessRegion);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(ToString());

    public override string ToString() => Conditions.Length == 0 ? What : $"{What}, {Conditions}";

    /// <summary>The regions of a diagram: one for each way through it.</summary>
    internal static ImmutableArray<AccessRegion> Of(Diagram diagram) =>
        [.. Ways(diagram, []).Select(labels => new AccessRegion(labels)).OrderBy(r => r.ToString(), StringComparer.Ordinal)];

    private static IEnumerable<ImmutableArray<(Dimension, SymbolicSet)>> Ways(Diagram diagram, ImmutableArray<(Dimension, SymbolicSet)> so)
    {
        if (diagram.IsEverything)
            return [so];
        return diagram.Edges.SelectMany(edge => Ways(edge.Child, edge.Label.IsFull ? so : so.Add((diagram.Dimension, edge.Label))));
    }
}
