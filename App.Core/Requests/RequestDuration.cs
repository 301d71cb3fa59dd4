using AccessConsole.Core.Documents.Shapes;

namespace AccessConsole.Core.Requests;

/// <summary>How people write how long access lasts: as documents write durations.</summary>
public static class RequestDuration
{
    public const string Forms = "write a number and s, m or h, such as 90m or 4h";

    /// <returns>Null for what is no duration such as <c>90m</c> or <c>4h</c>.</returns>
    public static TimeSpan? Parse(string? text) => text is null ? null : Formats.ParseDuration(text.Trim());

    public static string Print(TimeSpan duration) => Formats.Print(duration);
}
