using System.Text.Json.Nodes;
using AccessConsole.Cli.Pull.Objects;

namespace AccessConsole.Cli.Pull.Kubernetes;

/// <summary>What an object is for.</summary>
internal static class Placement
{
    /// <summary>An object without a selector or target is for everything in its namespace.</summary>
    public static string? Problem(JsonObject spec) =>
        spec.Object("selector")?.Object("matchLabels") is { Count: > 0 } || (spec["targetRefs"] is JsonArray { Count: > 0 } targets && targets.All(IsService))
            ? null
            : "selects no pods and is for no Service, so that it would be for a whole namespace";

    private static bool IsService(JsonNode? target) => target is JsonObject known && known.Text("kind") == "Service" && known.Text("namespace") is null;
}
