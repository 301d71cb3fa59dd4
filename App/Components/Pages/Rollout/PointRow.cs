using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Points;

namespace AccessConsole.Components.Pages.Rollout;

/// <param name="Wanted">The revision at which the bundle last changed that it is handed: what it should run; null where nothing is published for it.</param>
public sealed record PointRow(EnforcementPoint Point, int? Wanted, bool IsStale)
{
    public bool IsBehind => Wanted is { } wanted && (Point.Revision ?? -1) < wanted;

    public string State => (Point.Error, IsStale, IsBehind) switch
    {
        ({ }, _, _) => "failing",
        (_, true, _) => "stale",
        (_, _, true) => "behind",
        _ => "current",
    };

    public string Look => State switch
    {
        "failing" => "badge-bad",
        "current" => "badge-good",
        _ => "badge-warn",
    };

    /// <summary>Those that fail, are stale or lag come first.</summary>
    public static IEnumerable<PointRow> InOrder(IEnumerable<PointRow> rows) =>
        rows.OrderBy(r => r.Point.Error is null).ThenBy(r => !r.IsStale).ThenBy(r => !r.IsBehind);

    internal static PointRow Of(EnforcementPoint point, WantedRevisions wanted, DateTimeOffset now) =>
        new(point, wanted.Of(point), EnforcementPoints.IsStale(point, now));
}
