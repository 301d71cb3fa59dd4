using AccessConsole.Core.Analysis.Observed;
using AccessConsole.Core.Analysis.Reach;
using AccessConsole.Core.Model;

namespace AccessConsole.Exploring;

/// <summary>Ways that have something in common.</summary>
/// <param name="Key">Unique within its graph; a name, or the words for everybody.</param>
/// <param name="Kind">How it is drawn, as of a <see cref="GraphNode"/>.</param>
/// <param name="Reference">What they have in common, where it is an object with a page; null for everybody.</param>
public sealed record GraphGroup(string Key, string Kind, PolicyReference? Reference, IReadOnlyList<ObservedEdge> Ways)
{
    /// <summary>The ways that are shown one by one; none while it is folded.</summary>
    public IReadOnlyList<ObservedEdge> Shown { get; init; } = [];

    public bool IsOpen { get; init; }

    /// <summary>The most that passes on one of the ways.</summary>
    public ReachLevel Level => Ways.Max(way => way.Row.Level);

    /// <summary>What says most of what was observed.</summary>
    public EdgeState State => Ways.Min(way => way.State);

    public IReadOnlyList<string> Environments => [.. Ways.Select(way => way.Row.Deployment.Environment.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
