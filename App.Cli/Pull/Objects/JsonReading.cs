using System.Text.Json;
using System.Text.Json.Nodes;

namespace AccessConsole.Cli.Pull.Objects;

/// <summary>Reads parts of objects without believing their types.</summary>
internal static class JsonReading
{
    /// <summary>The member's text; null where it is missing or something else.</summary>
    public static string? Text(this JsonObject node, string name) =>
        node[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    /// <summary>The member as an object; null where it is missing or something else.</summary>
    public static JsonObject? Object(this JsonObject node, string name) => node[name] as JsonObject;
}
