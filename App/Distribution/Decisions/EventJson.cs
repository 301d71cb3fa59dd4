using System.Globalization;
using System.Text.Json;

namespace AccessConsole.Distribution.Decisions;

/// <summary>Reads members that may be missing or of another type, each within its limit.</summary>
internal static class EventJson
{
    /// <summary>The member; undefined where there is none, or where the element is no object.</summary>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    /// <summary>The member's text, cleaned; null where it is empty or no text.</summary>
    public static string? Text(this JsonElement element, string name, int limit) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } value && value.GetString() is { Length: > 0 } text ? LogText.Clean(text, limit) : null;

    /// <summary>The same of a text or a number.</summary>
    public static string? Scalar(this JsonElement element, string name, int limit) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } number ? LogText.Clean(number.GetRawText(), limit) : element.Text(name, limit);

    /// <summary>An instant in whole microseconds, as the database keeps it; null where it is none.</summary>
    public static DateTimeOffset? Instant(this JsonElement element, string name)
    {
        if (!DateTimeOffset.TryParse(element.Text(name, 64), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            return null;
        var utc = instant.ToUniversalTime();
        return utc.AddTicks(-(utc.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
