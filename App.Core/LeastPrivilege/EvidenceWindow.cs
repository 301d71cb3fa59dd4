using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Core.LeastPrivilege;

/// <summary>The time over which a log is asked, and which engines told anything in it.</summary>
public sealed class EvidenceWindow
{
    private readonly Dictionary<(string Environment, string Service, Target? Target), DecisionSource> heard;

    /// <param name="days">Whole days before today, in UTC; today counts besides.</param>
    /// <param name="losses">By environment, how many decisions of the window are known not to have been kept.</param>
    public EvidenceWindow(int days, DateTimeOffset now, IReadOnlyList<DecisionSource> sources, IReadOnlyDictionary<string, long> losses)
    {
        Days = days;
        Since = BeginningOf(days, now);
        Until = now;
        Losses = losses;
        heard = sources.ToDictionary(source => (source.Environment, source.Service, source.Target));
        Earliest = sources.Count == 0 ? null : sources.Min(source => source.First);
    }

    public int Days { get; }

    public DateTimeOffset Since { get; }

    public DateTimeOffset Until { get; }

    public IReadOnlyDictionary<string, long> Losses { get; }

    /// <summary>Of the first decision that any engine told within the window; null where none did.</summary>
    public DateTimeOffset? Earliest { get; }

    /// <summary>Whether the log began on the first day of the window, or before: else a grant may have been used when nobody wrote it down.</summary>
    public bool ReachesItsBeginning => Earliest is { } first && IsFromBeginning(first);

    /// <summary>Whether an engine whose first decision this is spoke from the window's first day on.</summary>
    public bool IsFromBeginning(DateTimeOffset first) => first < Since.AddDays(1);

    /// <param name="target">Null for what the console decided itself, over HTTP.</param>
    public DecisionSource? Find(string environment, string service, Target? target) => heard.GetValueOrDefault((environment, service, target));

    /// <summary>So many days before the day of an instant, in UTC; never before time begins.</summary>
    public static DateTimeOffset BeginningOf(int days, DateTimeOffset now)
    {
        var today = now.UtcDateTime.Date;
        return new DateTimeOffset(today - DateTime.MinValue > TimeSpan.FromDays(days) ? today.AddDays(-days) : DateTime.MinValue, TimeSpan.Zero);
    }
}
