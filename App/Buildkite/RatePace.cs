using System.Globalization;
using System.Net;
using AccessConsole.Outbound;

namespace AccessConsole.Buildkite;

/// <summary>How long to wait after an answer, by its headers: Buildkite counts requests of the organization and of the token's person, in windows.</summary>
public static class RatePace
{
    /// <summary>How many requests of a window are left to everybody else.</summary>
    public const int Reserve = 10;

    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WithoutWord = TimeSpan.FromMinutes(1);
    private static readonly string[] Limits = ["RateLimit", "RateLimit-User"];

    /// <returns>Null where the next request may follow at once.</returns>
    public static TimeSpan? After(OutboundAnswer answer)
    {
        var isRefused = answer.Status == HttpStatusCode.TooManyRequests;
        if (isRefused && answer.Headers.RetryAfter?.Delta is { } asked)
            return Bounded(asked);
        var resets = Limits.Where(limit => isRefused ? IsUsed(answer, limit, 0) : IsUsed(answer, limit, Reserve)).Select(limit => Number(answer, $"{limit}-Reset")).OfType<int>().ToArray();
        if (resets.Length > 0)
            return Bounded(TimeSpan.FromSeconds(resets.Max()));
        return isRefused ? WithoutWord : null;
    }

    private static bool IsUsed(OutboundAnswer answer, string limit, int reserve) =>
        Number(answer, $"{limit}-Remaining") is { } remaining && remaining <= Math.Min(reserve, (Number(answer, $"{limit}-Limit") ?? int.MaxValue) / 2);

    private static int? Number(OutboundAnswer answer, string header) =>
        int.TryParse(answer.Header(header), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static TimeSpan Bounded(TimeSpan wait) => TimeSpan.FromSeconds(Math.Clamp(wait.TotalSeconds, 1, Longest.TotalSeconds));
}
