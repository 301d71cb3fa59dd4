using System.Text.Json.Nodes;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>Envoy's messages of another message's type.</summary>
internal static class Extension
{
    /// <summary>A message that says its own type.</summary>
    /// <param name="content">Its fields, which are taken over.</param>
    public static JsonObject Typed(string type, JsonObject? content = null)
    {
        var typed = new JsonObject { ["@type"] = $"type.googleapis.com/{type}" };
        foreach (var (name, value) in content?.ToArray() ?? [])
        {
            content!.Remove(name);
            typed[name] = value;
        }

        return typed;
    }

    /// <summary>A <c>TypedExtensionConfig</c>.</summary>
    public static JsonObject Of(string name, string type, JsonObject? content = null) => new() { ["name"] = name, ["typed_config"] = Typed(type, content) };

    /// <summary>A file that Envoy watches: a <c>DiscoveryResponse</c> with all resources of one type.</summary>
    public static JsonObject Discovery(IEnumerable<JsonObject> resources) => new() { ["resources"] = new JsonArray([.. resources]) };
}
