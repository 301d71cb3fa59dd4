using System.Globalization;
using AccessConsole.Core.Ports;

namespace AccessConsole.Exploring;

/// <summary>A decision's place in the log as one word.</summary>
internal static class DecisionLogId
{
    public static string Of(LoggedDecision logged) => string.Create(CultureInfo.InvariantCulture, $"{logged.At.UtcTicks / TimeSpan.TicksPerMicrosecond}-{logged.Id:N}");

    /// <returns>Null where the text is none.</returns>
    public static DecisionPlace? Parse(string text)
    {
        var parts = text.Split('-', 2);
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            && microseconds <= DateTimeOffset.MaxValue.UtcTicks / TimeSpan.TicksPerMicrosecond && Guid.TryParseExact(parts[1], "N", out var id)
            ? new DecisionPlace(new DateTimeOffset(microseconds * TimeSpan.TicksPerMicrosecond, TimeSpan.Zero), id)
            : null;
    }
}
