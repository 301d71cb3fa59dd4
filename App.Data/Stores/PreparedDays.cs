using System.Collections.Concurrent;
using AccessConsole.Core.Ports;

namespace AccessConsole.Data.Stores;

/// <summary>The days that this process has seen to have a table.</summary>
internal sealed class PreparedDays
{
    private readonly ConcurrentDictionary<DateTime, bool> days = new();

    public DateTime[] MissingOf(IReadOnlyList<LoggedDecision> decisions) =>
        [.. decisions.Select(decision => decision.At.UtcDateTime.Date).Distinct().Where(day => !days.ContainsKey(day))];

    public void Add(IEnumerable<DateTime> prepared)
    {
        foreach (var day in prepared)
            days[day] = true;
    }

    public void Forget() => days.Clear();
}
