using System.Text.Json.Nodes;
using AccessConsole.Tests.Engines.Equivalence;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>Mistakes in nginx's data and in the program that reads it.</summary>
internal static class NginxMutants
{
    private const string Data = "policy.json";
    private const string Program = "access.js";
    private const string Configuration = "http.conf";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        Mutant.OfJson("denies are grants", Data, o => o.Remove("deny")),
        Mutant.OfJson("grants do not end", Data, o => o.Remove("until")),
        Mutant.OfJson("grants have always begun", Data, o => o.Remove("from")),
        Mutant.OfJson("who may GET may HEAD", Data, o => Set(o, "methods", methods => (methods & 1) != 0 ? methods | 2 : methods)),
        Mutant.OfJson("a path leads to what lies below it", Data, o => _ = o.ContainsKey("texts") && (o["rest"] = true) is not null),
        Mutant.OfJson("branches are not asked for", Data, o => _ = o.ContainsKey("branches") && !o.ContainsKey("tags") && o.Remove("branches")),
        Mutant.OfJson("steps are not asked for", Data, o => o.Remove("steps")),
        Mutant.OfJson("tokens may last for as long as they like", Data, o => Set(o, "maxLifetime", _ => 1_000_000)),
        Mutant.OfJson("all callers are governed", Data, o => o.Remove("pipelinesOnly")),
        Mutant.OfJson("shadow binds", Data, o => o.Remove("shadow")),
        Mutant.OfJson("what anyone may is for the known", Data, o => _ = o["anyone"] is JsonArray anyone && Cleared(anyone)),
        Mutant.OfJson("a header that is known says another algorithm", Data, o => _ = o.ContainsKey("kid") && (o["alg"] = "PS512") is not null),
        Mutant.OfText("any path is canonical", Program, "CANONICAL.test(path) ? path : ''", "path"),
        Mutant.OfText("a segment of dots is plain", Configuration, "=:@-][", "=:@.-]["),
        Mutant.OfText("a path's beginning is enough", Program, "return at === path.length ||", "return true ||"),
        Mutant.OfText("no audience is asked for", Program, "if (claims.aud !== ", "if (false && claims.aud !== "),
        Mutant.OfText("any signature is good", Program, "if (!isSigned) {", "if (false) {"),
        Mutant.OfText("a tag is a branch", Program, "isNone(tag) ? TRUE : typeof tag === 'string' ? FALSE : UNKNOWN", "TRUE"),
        Mutant.OfText("a claim left out escapes a deny", Program, "rule.deny ? holds !== FALSE : holds === TRUE", "holds === TRUE"),
    ];

    private static void Set(JsonObject node, string name, Func<long, long> value)
    {
        if (node[name] is JsonValue number)
            node[name] = value(number.GetValue<long>());
    }

    private static bool Cleared(JsonArray array)
    {
        array.Clear();
        return true;
    }
}
