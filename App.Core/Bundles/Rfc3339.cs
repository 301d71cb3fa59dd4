using System.Globalization;

namespace AccessConsole.Core.Bundles;

/// <summary>Instants as signed documents write them: UTC, whole seconds.</summary>
internal static class Rfc3339
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    public static string Write(DateTimeOffset instant) => instant.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <exception cref="FormatException">The text is not such an instant.</exception>
    public static DateTimeOffset Read(string? text) =>
        DateTimeOffset.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant)
            ? instant
            : throw new FormatException($"`{text}` is not an instant in UTC with whole seconds, such as `2026-11-01T00:00:00Z`");
}
