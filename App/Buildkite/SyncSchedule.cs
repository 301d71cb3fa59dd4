using AccessConsole.Core.Ports;

namespace AccessConsole.Buildkite;

/// <summary>When an organization is listed next: at every interval, and after failures at growing distances.</summary>
public static class SyncSchedule
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(1);
    private const int MaxDoublings = 6;

    public static bool IsDue(BuildkiteConnection connection, TimeSpan interval, DateTimeOffset now) => Next(connection, interval) <= now;

    /// <summary>Every connection has a share of its own of the distance, so that those of one person do not use up that person's requests together.</summary>
    public static DateTimeOffset Next(BuildkiteConnection connection, TimeSpan interval)
    {
        if (connection.TriedAt is not { } tried)
            return DateTimeOffset.MinValue;
        var distance = connection.Failures == 0 ? interval : TimeSpan.FromTicks(Math.Min((FirstRetry * (1 << Math.Min(connection.Failures - 1, MaxDoublings))).Ticks, LongestRetry.Ticks));
        return tried + distance + (distance * ShareOf(connection.Id));
    }

    /// <summary>From 0 to a tenth.</summary>
    private static double ShareOf(Guid id) => id.ToByteArray()[^1] / 2560.0;
}
