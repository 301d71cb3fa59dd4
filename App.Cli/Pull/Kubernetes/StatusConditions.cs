using System.Globalization;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Pull.Objects;

namespace AccessConsole.Cli.Pull.Kubernetes;

/// <summary>
/// What a mesh's control plane says of an object in its status: the conditions of the Gateway API and of Istio, and Istio's findings. Many clusters say nothing,
/// which is no refusal.
/// </summary>
internal static class StatusConditions
{
    private static readonly string[] Decisive = ["Accepted", "ResolvedRefs", "WaypointAccepted"];

    public static Acceptance Of(JsonObject live)
    {
        if (live.Object("status") is not { } status)
            return new Acceptance(null);
        var generation = Number(live.Object("metadata")?["generation"]);
        var conditions = Lists(status).SelectMany(list => list.OfType<JsonObject>()).ToArray();
        var refusals = conditions.Where(c => Decisive.Contains(c.Text("type")) && c.Text("status") == "False" && !IsOlder(c, generation));
        return new Acceptance(
            refusals.Select(c => $"{c.Text("type")} is false: {c.Text("reason")} {c.Text("message")}".TrimEnd()).FirstOrDefault() ?? Finding(status),
            conditions.Any(c => Decisive.Contains(c.Text("type")) && IsOlder(c, generation)));
    }

    /// <summary>Of the object itself, and of each parent that a route attaches to.</summary>
    private static IEnumerable<JsonArray> Lists(JsonObject status) =>
        new[] { status }.Concat((status["parents"] as JsonArray ?? []).OfType<JsonObject>()).Select(o => o["conditions"]).OfType<JsonArray>();

    private static string? Finding(JsonObject status) => (status["validationMessages"] as JsonArray ?? []).OfType<JsonObject>()
        .Where(message => message.Text("level") == "ERROR").Select(message => message.Object("type")?.Text("name") ?? "the control plane found an error").FirstOrDefault();

    private static bool IsOlder(JsonObject condition, decimal? generation) => Number(condition["observedGeneration"]) is { } observed && observed < generation;

    /// <summary>Istio writes generations as texts, as protocol buffers in JSON do.</summary>
    private static decimal? Number(JsonNode? node) =>
        node is JsonValue value && decimal.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
