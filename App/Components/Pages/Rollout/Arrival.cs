using AccessConsole.Core.Ports;

namespace AccessConsole.Components.Pages.Rollout;

/// <summary>How far the revision in force has come to the enforcement points whose bundle it changed.</summary>
/// <param name="Concerned">How many there are.</param>
/// <param name="Arrived">How many of them report that they run it.</param>
/// <param name="Slowest">From the publish to the last of those that run it; null where none does.</param>
public sealed record Arrival(int Concerned, int Arrived, TimeSpan? Slowest)
{
    public bool IsComplete => Arrived == Concerned;

    internal static Arrival Of(Revision revision, IReadOnlyCollection<PointRow> rows)
    {
        var concerned = rows.Where(r => r.Wanted == revision.Number).ToArray();
        var arrived = concerned.Where(r => r.Point.Revision == revision.Number).ToArray();
        // A point whose clock is behind seems to have run it before it was published.
        var slowest = arrived.Max(r => r.Point.ActiveSince is { } since ? Max(since - revision.PublishedAt, TimeSpan.Zero) : (TimeSpan?)null);
        return new Arrival(concerned.Length, arrived.Length, slowest);
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
