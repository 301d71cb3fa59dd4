using System.Globalization;

namespace AccessConsole.Components;

/// <summary>Moments as date and time fields and addresses write them: in UTC and without saying so.</summary>
internal static class UtcText
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];

    /// <summary>Null where the text is no moment.</summary>
    public static DateTimeOffset? Read(string text) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    public static string Write(DateTimeOffset? at) => at?.UtcDateTime.ToString(Formats[1], CultureInfo.InvariantCulture) ?? "";

    /// <summary>A moment as a policy writes it, with any offset.</summary>
    public static DateTimeOffset? ReadInstant(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    public static string WriteInstant(DateTimeOffset at) => Write(at) + "Z";
}
