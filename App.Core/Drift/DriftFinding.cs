using AccessConsole.Core.Compilation;

namespace AccessConsole.Core.Drift;

/// <summary>One way in which one engine differs.</summary>
/// <param name="Key">The same for as long as it is the same finding.</param>
/// <param name="Point">The enforcement point's name.</param>
/// <param name="Revision">What it runs, as it says; null where it says none.</param>
/// <param name="Finding">In words; names and claims that conditions read, and no credential.</param>
/// <param name="Count">How often it was seen: decisions, where it is about those.</param>
public sealed record DriftFinding(
    string Key, DriftKind Kind, Guid PointId, string Point, BundleScope Scope, int? Revision, string Finding, DateTimeOffset FirstSeen, DateTimeOffset LastSeen, long Count = 1)
{
    /// <summary>The newest decision that shows it; null where it is about none.</summary>
    public DecisionDifference? Example { get; init; }
}
