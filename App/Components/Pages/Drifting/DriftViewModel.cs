using System.Globalization;
using AccessConsole.Core.Drift;
using AccessConsole.Distribution.Points;
using AccessConsole.Drifting;
using AccessConsole.Publishing;
using AccessConsole.SignIn;

namespace AccessConsole.Components.Pages.Drifting;

/// <summary>What was found of engines, of all points or of one, as far as the reader's roles reach.</summary>
public sealed class DriftViewModel(DriftWatch watch, EnforcementPoints points, LivePolicy live)
{
    public const int MaxShown = 100;

    /// <summary>Raised after another look.</summary>
    public event Action? Changed
    {
        add => watch.Changed += value;
        remove => watch.Changed -= value;
    }

    public IReadOnlyList<DriftFinding> Shown { get; private set; } = [];

    /// <summary>How many findings more there are than are shown.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Whether any engine reports or polls.</summary>
    public bool HasPoints => points.List().Count > 0;

    /// <summary>Whether more was found than is told of anywhere.</summary>
    public bool HasMore => watch.HasMore;

    public string LookedAt => watch.LookedAt is { Since: { } since } looked
        ? $"{looked.Compared.ToString("N0", CultureInfo.InvariantCulture)} of {looked.Seen.ToString("N0", CultureInfo.InvariantCulture)} decisions since {Words.Time(since)} hold enough to be made again{(looked.IsWhole ? "" : "; there were more: this is a sample of the newest")}. Tokens, certificates and rate limits are not in the log, and no drift."
        : "Decisions have not been looked at yet: that begins half a minute after the console starts.";

    /// <param name="point">Null for all.</param>
    public void Load(ConsoleUser user, string? point)
    {
        DriftFinding[] found = [.. watch.Findings.Where(finding => point is null || finding.Point == point)];
        Shown = [.. found.Take(MaxShown).Select(finding => finding.As(user, live.Current.Policy))];
        LeftOut = found.Length - Shown.Count;
    }

    public static string InWords(DriftKind kind) => kind.Name().Replace('_', ' ');
}
