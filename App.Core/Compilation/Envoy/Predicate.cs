using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>
/// What a matcher asks of a request (<c>xds.type.matcher.v3.Matcher.MatcherList.Predicate</c>), as a tree that folds away whatever is
/// certain before it is printed.
/// </summary>
internal abstract record Predicate
{
    public static readonly Predicate Always = new Certain(true);

    public static readonly Predicate Never = new Certain(false);

    public static Predicate Of(bool holds) => holds ? Always : Never;

    public static Predicate All(params IEnumerable<Predicate> parts) => Joined("and_matcher", parts, neutral: true);

    public static Predicate Any(params IEnumerable<Predicate> parts) => Joined("or_matcher", parts, neutral: false);

    public static Predicate Not(Predicate inner) => inner switch
    {
        Certain certain => Of(!certain.Holds),
        Negation negation => negation.Inner,
        _ => new Negation(inner),
    };

    /// <param name="input">What is looked at, an extension.</param>
    /// <param name="matcherField"><c>value_match</c> for a StringMatcher, <c>custom_match</c> for an extension.</param>
    public static Predicate Single(Func<JsonObject> input, string matcherField, Func<JsonObject> matcher) => new Question(input, matcherField, matcher);

    public abstract JsonObject ToJson();

    private static Predicate Joined(string operation, IEnumerable<Predicate> parts, bool neutral)
    {
        var kept = ImmutableArray.CreateBuilder<Predicate>();
        foreach (var part in parts)
        {
            if (part is Certain certain)
            {
                if (certain.Holds != neutral)
                    return certain;
                continue;
            }

            if (part is Group group && group.Operation == operation)
                kept.AddRange(group.Parts);
            else
                kept.Add(part);
        }

        return kept.Count switch
        {
            0 => Of(neutral),
            1 => kept[0],
            _ => new Group(operation, kept.DrainToImmutable()),
        };
    }

    private sealed record Certain(bool Holds) : Predicate
    {
        // What is certain is no question that could be put to a request: whoever prints a tree has folded it away.
        public override JsonObject ToJson() => throw new InvalidOperationException("a certain predicate is folded away before it is printed");
    }

    private sealed record Group(string Operation, ImmutableArray<Predicate> Parts) : Predicate
    {
        public override JsonObject ToJson() => new()
        {
            [Operation] = new JsonObject { ["predicate"] = new JsonArray([.. Parts.Select(p => p.ToJson())]) },
        };
    }

    private sealed record Negation(Predicate Inner) : Predicate
    {
        public override JsonObject ToJson() => new() { ["not_matcher"] = Inner.ToJson() };
    }

    private sealed record Question(Func<JsonObject> Input, string MatcherField, Func<JsonObject> Matcher) : Predicate
    {
        public override JsonObject ToJson() => new()
        {
            ["single_predicate"] = new JsonObject { ["input"] = Input(), [MatcherField] = Matcher() },
        };
    }
}
