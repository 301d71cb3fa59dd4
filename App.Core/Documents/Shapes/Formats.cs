using System.Globalization;
using System.Text.RegularExpressions;

namespace AccessConsole.Core.Documents.Shapes;

/// <summary>How the document spells durations and instants.</summary>
internal static partial class Formats
{
    public static TimeSpan? ParseDuration(string text)
    {
        if (!DurationText().IsMatch(text))
            return null;
        var count = int.Parse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture);
        return text[^1] switch
        {
            'h' => TimeSpan.FromHours(count),
            'm' => TimeSpan.FromMinutes(count),
            _ => TimeSpan.FromSeconds(count),
        };
    }

    /// <summary>In the largest unit that says it whole; durations are of whole seconds.</summary>
    public static string Print(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        var (count, unit) = seconds % 3600 == 0 ? (seconds / 3600, 'h') : seconds % 60 == 0 ? (seconds / 60, 'm') : (seconds, 's');
        return string.Create(CultureInfo.InvariantCulture, $"{count}{unit}");
    }

    /// <summary>An RFC 3339 instant with its offset; it is kept in UTC.</summary>
    public static DateTimeOffset? ParseTime(string text) =>
        TimeText().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    public static string Print(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A[0-9]{1,6}[smh]\z")]
    private static partial Regex DurationText();

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?([Zz]|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex TimeText();
}
