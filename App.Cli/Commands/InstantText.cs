using System.Globalization;
using System.Text.RegularExpressions;

namespace AccessConsole.Cli.Commands;

/// <summary>Instants as RFC 3339 writes them, with their offset.</summary>
internal static partial class InstantText
{
    /// <exception cref="FormatException">The text is no such instant.</exception>
    public static DateTimeOffset Parse(string text) =>
        Shape().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : throw new FormatException($"`{text}` is not an instant: write it as `2027-01-01T00:00:00Z`");

    public static string Print(DateTimeOffset instant) => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,7})?([Zz]|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex Shape();
}
