using System.Text.Encodings.Web;
using System.Text.Json;

namespace AccessConsole.Auditing;

/// <summary>How settings differ from those that were last recorded.</summary>
internal static class SettingsChange
{
    /// <summary>The detail that holds all of them, which the next are compared with.</summary>
    public const string All = "settings";

    // Names of groups are read by people.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>As they are recorded: the same text for the same settings.</summary>
    public static string Print(SortedDictionary<string, string> settings) => JsonSerializer.Serialize(settings, Json);

    /// <param name="recorded">The settings as they were last recorded; null where they never were.</param>
    /// <returns>The details of the event; null where nothing changed.</returns>
    public static Dictionary<string, string?>? Details(string? recorded, SortedDictionary<string, string> now)
    {
        if (recorded is null)
            return new Dictionary<string, string?> { ["what"] = "recorded for the first time", [All] = Print(now) };
        var before = JsonSerializer.Deserialize<SortedDictionary<string, string>>(recorded) ?? [];
        string[] changed = [.. before.Keys.Union(now.Keys).Where(name => before.GetValueOrDefault(name) != now.GetValueOrDefault(name)).Order(StringComparer.Ordinal)];
        return changed.Length == 0 ? null : new Dictionary<string, string?>
        {
            ["what"] = string.Join(", ", changed),
            ["before"] = Of(before, changed),
            ["after"] = Of(now, changed),
            [All] = Print(now),
        };
    }

    /// <summary>What is not set is not there.</summary>
    private static string Of(SortedDictionary<string, string> settings, string[] names) =>
        Print(new SortedDictionary<string, string>(names.Where(settings.ContainsKey).ToDictionary(name => name, name => settings[name]), StringComparer.Ordinal));
}
