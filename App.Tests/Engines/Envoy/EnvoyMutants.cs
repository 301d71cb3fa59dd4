using System.Text.Json.Nodes;
using AccessConsole.Tests.Engines.Equivalence;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>Mistakes in Envoy's resources.</summary>
internal static class EnvoyMutants
{
    private const string Routes = "routes.json";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        Mutant.OfJson("denies are grants", Routes, o => Action(o, name => name.StartsWith("grant-", StringComparison.Ordinal), "DENY", "ALLOW")),
        Mutant.OfJson("who may GET may HEAD", Routes, o => Predicate(o, "header_name", ":method", match => Exact(match, "GET", "GET|HEAD"))),
        Mutant.OfJson("a prefix ends anywhere", Routes, o => Predicate(o, "header_name", ":path", Shortened)),
        Mutant.OfJson("a tag is a branch", Routes, o => Claim(o, "build_tag", match => match.ContainsKey("present_match") || match.ContainsKey("null_match"), "no_such_claim")),
        Mutant.OfJson("a list of audiences is one", Routes, o => Claim(o, "aud", match => true, "iss", new JsonObject { ["present_match"] = true })),
        Mutant.OfJson("any path is canonical", Routes, o => Without(o, "path_not_canonical")),
        Mutant.OfJson("what the token filter let pass is a token", Routes, o => Without(o, "token_invalid")),
        Mutant.OfJson("a server name of another host is not looked at", Routes, o => Without(o, "unknown_service")),
        Mutant.OfJson("a token without its claims is somebody", Routes, o => Without(o, "missing_claim")),
        Mutant.OfJson("strangers are left alone", Routes, o => Action(o, name => IsReason(name, "unknown_principal"), "DENY", "ALLOW")),
        Mutant.OfJson("all callers are governed", Routes, o => Action(o, name => IsReason(name, "not_governed"), "ALLOW", "DENY")),
        Mutant.OfJson("shadow binds", Routes, ShadowBinds),
        Mutant.OfJson("tokens are not verified", Routes, o => o.Remove("access.token")),
        Mutant.OfJson("grants are always in force", Routes, WithoutTimes),
        Mutant.OfJson("a token beside another's certificate passes", "identity.json", o => Action(o, name => name == "ambiguous_identity", "DENY", "ALLOW")),
    ];

    private static bool IsReason(string name, string reason) => name.Split('@')[0] == reason;

    private static void Action(JsonObject node, Func<string, bool> isMeant, string action, string instead)
    {
        if (node["action"] is JsonValue value && (string?)value == action && node["name"] is JsonValue name && isMeant((string)name!))
            node["action"] = instead;
    }

    private static void Predicate(JsonObject node, string input, string value, Action<JsonObject> change)
    {
        if (node["single_predicate"] is JsonObject predicate && (string?)predicate["input"]!["typed_config"]![input] == value && predicate["value_match"] is JsonObject match)
            change(match);
    }

    private static void Exact(JsonObject match, string text, string regex)
    {
        if ((string?)match["exact"] != text)
            return;
        match.Remove("exact");
        match["safe_regex"] = new JsonObject { ["regex"] = regex };
    }

    private static void Shortened(JsonObject match)
    {
        if ((string?)match["prefix"] is { Length: > 1 } prefix && prefix.EndsWith('/'))
            match["prefix"] = prefix[..^1];
    }

    /// <summary>Asks for another claim, or something else of it.</summary>
    private static void Claim(JsonObject node, string claim, Func<JsonObject, bool> isMeant, string other, JsonObject? instead = null)
    {
        if (node["single_predicate"] is not JsonObject predicate || predicate["input"]!["typed_config"]!["path"] is not JsonArray path || (string?)path[^1]!["key"] != claim)
            return;
        var config = predicate["custom_match"]!["typed_config"]!;
        if (!isMeant(config["value"]!.AsObject()))
            return;
        path[^1]!["key"] = other;
        if (instead is not null)
            config["value"] = instead.DeepClone();
    }

    private static void Without(JsonObject node, string action)
    {
        if (node["matchers"] is not JsonArray { Count: > 1 } matchers)
            return;
        foreach (var matcher in matchers.Where(m => NameOf(m!) == action).ToArray())
            matchers.Remove(matcher);
    }

    private static void ShadowBinds(JsonObject node)
    {
        if (node["shadow_matcher"] is not { } matcher)
            return;
        node.Remove("shadow_matcher");
        node["matcher"] = matcher.DeepClone();
    }

    /// <summary>Has the matchers of grants ask something else again instead of the time.</summary>
    private static void WithoutTimes(JsonObject node)
    {
        if (node["on_match"] is null || NameOf(node)?.StartsWith("grant-", StringComparison.Ordinal) != true || node["predicate"]!["and_matcher"]?["predicate"] is not JsonArray all)
            return;
        for (var i = 1; i < all.Count; i++)
        {
            if ((string?)all[i]!["single_predicate"]?["input"]!["name"] == "attributes")
                all[i] = all[0]!.DeepClone();
        }
    }

    private static string? NameOf(JsonNode matcher) => (string?)matcher["on_match"]?["action"]?["typed_config"]?["name"];
}
