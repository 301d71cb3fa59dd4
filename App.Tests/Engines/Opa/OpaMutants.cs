using System.Text.Json.Nodes;
using AccessConsole.Tests.Engines.Equivalence;

namespace AccessConsole.Tests.Engines.Opa;

/// <summary>Mistakes in OPA's data and in the modules that read it.</summary>
internal static class OpaMutants
{
    private const string Data = "access/policy/data.json";

    public static IReadOnlyList<Mutant> All { get; } =
    [
        Mutant.OfJson("denies are grants", Data, o => Replace(o, "effect", "deny", "allow")),
        Mutant.OfJson("grants do not end", Data, o => o.Remove("until")),
        Mutant.OfJson("who may GET may HEAD", Data, o => AddBeside(o, "methods", "GET", "HEAD")),
        Mutant.OfJson("a path leads to what lies below it", Data, o => MoveAll(o, "exact", "under")),
        Mutant.OfJson("sources are not asked for", Data, o => o.Remove("sources")),
        Mutant.OfJson("pipelines are not isolated", Data, o => Replace(o, "isolation", "pipelines", "all")),
        Mutant.OfJson("no path is for CI alone", Data, o => o.Remove("ci_paths")),
        Mutant.OfText("a prefix ends anywhere", "paths.rego", """startswith(concat("", [path, "/"]), concat("", [parent, "/"]))""", "startswith(path, parent)"),
        Mutant.OfText("a canonical path may go on", "paths.rego", "`^/(?:SEGMENT(?:/SEGMENT)*/?)?$`", "`^/(?:SEGMENT(?:/SEGMENT)*/?)?`"),
        Mutant.OfText("no audience is asked for", "tokens.rego", "\tis_for(provider, service, token)\n\tlives", "\tlives"),
        Mutant.OfText("any signature is good", "tokens.rego", "\tis_signed(provider, token, text)\n\tis_for", "\tis_for"),
        Mutant.OfText("a tag is a branch", "conditions.rego", """min([is_none(claim(claims, "build_tag")), matches_any(when.branches, claim(claims, "build_branch"))])""", """matches_any(when.branches, claim(claims, "build_branch"))"""),
        Mutant.OfText("a claim left out escapes a deny", "evaluation.rego", "held != conditions.false_value", "held == conditions.true_value"),
        Mutant.OfText("a certificate beside a token is not looked at", "identification.rego", "} else := beside_certificate(by_token(caller.token), caller)", "} else := by_token(caller.token)"),
    ];

    private static void Replace(JsonObject node, string name, string value, string instead)
    {
        if (node[name] is JsonValue text && text.TryGetValue<string>(out var found) && found == value)
            node[name] = instead;
    }

    private static void AddBeside(JsonObject node, string name, string value, string added)
    {
        if (node[name] is JsonArray list && list.Any(item => (string?)item == value) && !list.Any(item => (string?)item == added))
            list.Add(added);
    }

    private static void MoveAll(JsonObject node, string from, string to)
    {
        if (node[from] is not JsonArray source || node[to] is not JsonArray target)
            return;
        foreach (var item in source.Where(item => (string?)item != "/").ToArray())
        {
            source.Remove(item);
            target.Add(item);
        }
    }
}
