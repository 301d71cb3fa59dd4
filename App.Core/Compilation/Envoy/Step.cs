using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>
/// What happens next in a matcher tree (<c>xds.type.matcher.v3.Matcher.OnMatch</c>). Every step says what becomes of a request that none of its
/// branches takes: versions of Envoy differ in whether such a request would go back to the step before.
/// </summary>
internal abstract record Step
{
    public static Step Allow(string name) => new Outcome(name, true);

    public static Step Deny(string name) => new Outcome(name, false);

    /// <summary>The first case whose predicate holds.</summary>
    public static Step FirstOf(IEnumerable<(Predicate When, Step Then)> cases, Step otherwise)
    {
        var kept = ImmutableArray.CreateBuilder<(Predicate, Step)>();
        foreach (var (when, then) in cases)
        {
            if (when == Predicate.Never)
                continue;
            if (when == Predicate.Always)
            {
                otherwise = then;
                break;
            }

            kept.Add((when, then));
        }

        if (kept.Count == 0)
            return otherwise;
        // One list instead of a list in a list: Envoy bounds how deep configuration nests.
        return otherwise is Cases following
            ? following with { List = [.. kept, .. following.List] }
            : new Cases(kept.DrainToImmutable(), otherwise);
    }

    /// <summary>The entry of a hash table: a request costs the same however many there are.</summary>
    public static Step Lookup(Func<JsonObject> input, IEnumerable<KeyValuePair<string, Step>> entries, Step otherwise)
    {
        // An entry that leads where everything else does is none.
        var sorted = entries.Where(e => e.Value != otherwise).OrderBy(e => e.Key, StringComparer.Ordinal).ToImmutableArray();
        return sorted.IsEmpty ? otherwise : new Table(input, sorted, otherwise);
    }

    /// <summary>The step as an <c>OnMatch</c>.</summary>
    public abstract JsonObject ToJson();

    /// <summary>The step as a matcher by itself, for the root of a filter.</summary>
    public virtual JsonObject ToMatcher() => FirstOf([(Inputs.Path.Matches(".*"), this)], this).ToMatcher();

    private sealed record Outcome(string Name, bool IsAllowed) : Step
    {
        public override JsonObject ToJson() => new()
        {
            ["action"] = Extension.Of("action", "envoy.config.rbac.v3.Action", new JsonObject { ["name"] = Name, ["action"] = IsAllowed ? "ALLOW" : "DENY" }),
        };
    }

    private sealed record Cases(ImmutableArray<(Predicate When, Step Then)> List, Step Otherwise) : Step
    {
        public override JsonObject ToJson() => new() { ["matcher"] = ToMatcher() };

        public override JsonObject ToMatcher() => new()
        {
            ["matcher_list"] = new JsonObject
            {
                ["matchers"] = new JsonArray([.. List.Select(c => new JsonObject { ["predicate"] = c.When.ToJson(), ["on_match"] = c.Then.ToJson() })]),
            },
            ["on_no_match"] = Otherwise.ToJson(),
        };
    }

    private sealed record Table(Func<JsonObject> Input, ImmutableArray<KeyValuePair<string, Step>> Entries, Step Otherwise) : Step
    {
        public override JsonObject ToJson() => new() { ["matcher"] = ToMatcher() };

        public override JsonObject ToMatcher() => new()
        {
            ["matcher_tree"] = new JsonObject
            {
                ["input"] = Input(),
                ["exact_match_map"] = new JsonObject
                {
                    ["map"] = new JsonObject(Entries.Select(e => KeyValuePair.Create<string, JsonNode?>(e.Key, e.Value.ToJson()))),
                },
            },
            ["on_no_match"] = Otherwise.ToJson(),
        };
    }
}
