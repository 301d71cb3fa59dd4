using System.Globalization;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Components.Pages.Decisions;

/// <summary>Logged decisions as people read them.</summary>
internal static class DecisionWords
{
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static Effect EffectOf(LoggedDecision decision) => decision.Effect == "allow" ? Effect.Allow : Effect.Deny;

    /// <summary>The caller's name; null where nobody was identified.</summary>
    public static string? Caller(LoggedDecision decision) => decision.Principal is { } principal ? principal[(principal.IndexOf('/', StringComparison.Ordinal) + 1)..] : null;

    /// <summary>The caller's own page; null where nobody was identified.</summary>
    public static string? CallerAddress(LoggedDecision decision) => decision.Principal is null ? null : $"/policy/{(decision.Principal.StartsWith("workload/", StringComparison.Ordinal) ? "workloads" : "pipelines")}/{Caller(decision)}";
}
