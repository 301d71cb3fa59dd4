using System.Text.Json;
using System.Text.Json.Nodes;

namespace AccessConsole.Cli.Pull.Objects;

/// <summary>Compares what was declared with what an API gives back.</summary>
internal static class JsonComparison
{
    /// <summary>Whether everything in <paramref name="part"/> is in <paramref name="whole"/>; objects of the whole may have more members, lists not more items.</summary>
    /// <param name="zeroIsAbsent">Whether the API leaves out, or adds, empty texts, lists, zeros and false, and objects of nothing else.</param>
    public static bool Covers(JsonNode? whole, JsonNode? part, bool zeroIsAbsent = false) => (whole, part) switch
    {
        (_, null) => true,
        (null, _) => zeroIsAbsent && IsZero(part),
        (JsonObject w, JsonObject p) => p.All(member => Covers(w[member.Key], member.Value, zeroIsAbsent)),
        (JsonArray w, JsonArray p) => w.Count == p.Count && w.Zip(p).All(pair => Covers(pair.First, pair.Second, zeroIsAbsent)),
        (JsonValue w, JsonValue p) => w.GetValueKind() == p.GetValueKind() && AreEqual(w, p),
        _ => false,
    };

    private static bool AreEqual(JsonValue one, JsonValue other) => one.GetValueKind() == JsonValueKind.Number
        ? decimal.Parse(one.ToJsonString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture)
            == decimal.Parse(other.ToJsonString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture)
        : one.ToJsonString() == other.ToJsonString();

    private static bool IsZero(JsonNode part) => part switch
    {
        JsonObject o => o.All(member => member.Value is null || IsZero(member.Value)),
        JsonArray a => a.Count == 0,
        _ => part.ToJsonString() is "\"\"" or "false" or "0",
    };
}
