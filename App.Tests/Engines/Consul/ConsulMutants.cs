using System.Text.Json.Nodes;
using AccessConsole.Tests.Engines.Equivalence;

namespace AccessConsole.Tests.Engines.Consul;

/// <summary>Mistakes in Consul's entries.</summary>
internal static class ConsulMutants
{
    private const string Entries = "consul/entries.json";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        Mutant.OfJson("denies allow", Entries, o => Replace(o, "Action", "deny", "allow")),
        Mutant.OfJson("who may GET may HEAD", Entries, o => AddBeside(o, "Methods", "GET", "HEAD")),
        Mutant.OfJson("a path leads to what lies below it", Entries, o => Rename(o, "PathExact", "PathPrefix")),
        Mutant.OfJson("an expression ends anywhere", Entries, o => ChangeText(o, "PathRegex", text => $"(?:{text})[^/]*")),
        Mutant.OfJson("no audience is asked for", Entries, o => Replaced(o, "Audiences", new JsonArray("https://access.acme.example/elsewhere"))),
        Mutant.OfJson("claims are not compared", Entries, o => o.Remove("VerifyClaims")),
        Mutant.OfJson("tokens are not asked for", Entries, o => o.Remove("JWT")),
        Mutant.OfJson("expired tokens are good", Entries, o => Replaced(o, "ClockSkewSeconds", 86_400)),
        Mutant.OfJson("a source is let in whatever it asks", Entries, LetIn),
        Mutant.OfJson("the overriding headers pass", Entries, LetOverride),
    ];

    private static void Replace(JsonObject node, string name, string value, string instead) => ChangeText(node, name, text => text == value ? instead : text);

    private static void ChangeText(JsonObject node, string name, Func<string, string> change)
    {
        if (node[name] is JsonValue value && value.TryGetValue<string>(out var text))
            node[name] = change(text);
    }

    private static void AddBeside(JsonObject node, string name, string value, string added)
    {
        if (node[name] is JsonArray list && list.Any(item => (string?)item == value) && !list.Any(item => (string?)item == added))
            list.Add(added);
    }

    private static void Rename(JsonObject node, string name, string instead)
    {
        if (node[name] is not { } value)
            return;
        node.Remove(name);
        node[instead] = value;
    }

    private static void Replaced(JsonObject node, string name, JsonNode value)
    {
        if (node.ContainsKey(name))
            node[name] = value.DeepClone();
    }

    /// <summary>A provider's locations have a member of the same name, which is no list.</summary>
    private static void LetOverride(JsonObject node)
    {
        if (node["Header"] is JsonArray)
            node.Remove("Header");
    }

    private static void LetIn(JsonObject node)
    {
        if (node.Remove("Permissions"))
            node["Action"] = "allow";
    }
}
