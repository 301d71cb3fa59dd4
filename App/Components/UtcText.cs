using System.Globalization;

namespace AccessConsole.Components;

/// <summary>Moments as date and time fields and addresses write them: in UTC and without saying so.</summary>
internal static class UtcText
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];

    /// <summary>Null where the text is no moment.</summary>
    public static DateTimeOffset? Read(string text) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
