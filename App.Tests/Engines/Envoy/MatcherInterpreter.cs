using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>
/// Evaluates a matcher (<c>xds.type.matcher.v3.Matcher</c>) as its documentation says. Whatever it does not know is an error, so that nothing
/// is passed over.
/// </summary>
internal static class MatcherInterpreter
{
    private static readonly ConcurrentDictionary<string, Regex> Expressions = new(StringComparer.Ordinal);

    /// <returns>The action's name and whether it allows; null where nothing matched.</returns>
    public static (string Name, bool Allows)? Evaluate(JsonElement matcher, FilterState state)
    {
        var onMatch = matcher.TryGetProperty("matcher_list", out var list) ? InList(list, state)
            : matcher.TryGetProperty("matcher_tree", out var tree) ? InTree(tree, state)
            : throw new NotSupportedException($"matcher {matcher}");
        if (onMatch is null && matcher.TryGetProperty("on_no_match", out var otherwise))
            onMatch = otherwise;
        return onMatch is { } found ? Follow(found, state) : null;
    }

    public static bool IsMatch(JsonElement stringMatcher, string text)
    {
        var how = stringMatcher.EnumerateObject().Single();
        return how.Name switch
        {
            "exact" => text == how.Value.GetString(),
            "prefix" => how.Value.GetString() is { Length: > 0 } prefix && text.StartsWith(prefix, StringComparison.Ordinal),
            "safe_regex" => Expressions.GetOrAdd(how.Value.GetProperty("regex").GetString()!, Whole).IsMatch(text),
            _ => throw new NotSupportedException($"string matcher {how.Name}"),
        };
    }

    private static (string, bool)? Follow(JsonElement onMatch, FilterState state)
    {
        if (onMatch.TryGetProperty("matcher", out var nested))
            return Evaluate(nested, state);
        var action = onMatch.GetProperty("action").GetProperty("typed_config");
        Expect(action, "envoy.config.rbac.v3.Action");
        return (action.GetProperty("name").GetString()!, action.GetProperty("action").GetString() switch
        {
            "ALLOW" => true,
            "DENY" => false,
            var other => throw new NotSupportedException($"action {other}"),
        });
    }

    private static JsonElement? InList(JsonElement list, FilterState state)
    {
        foreach (var candidate in list.GetProperty("matchers").EnumerateArray())
        {
            if (Holds(candidate.GetProperty("predicate"), state))
                return candidate.GetProperty("on_match");
        }

        return null;
    }

    private static JsonElement? InTree(JsonElement tree, FilterState state)
    {
        state.Asked++;
        return Text(tree.GetProperty("input"), state) is { } key && tree.GetProperty("exact_match_map").GetProperty("map").TryGetProperty(key, out var found) ? found : null;
    }

    private static bool Holds(JsonElement predicate, FilterState state)
    {
        var kind = predicate.EnumerateObject().Single();
        return kind.Name switch
        {
            "and_matcher" => Parts(kind.Value).All(p => Holds(p, state)),
            "or_matcher" => Parts(kind.Value).Any(p => Holds(p, state)),
            "not_matcher" => !Holds(kind.Value, state),
            "single_predicate" => HoldsSingle(kind.Value, state),
            _ => throw new NotSupportedException($"predicate {kind.Name}"),
        };
    }

    private static JsonElement[] Parts(JsonElement list)
    {
        JsonElement[] parts = [.. list.GetProperty("predicate").EnumerateArray()];
        return parts.Length >= 2 ? parts : throw new NotSupportedException("a list of predicates has two or more");
    }

    private static bool HoldsSingle(JsonElement single, FilterState state)
    {
        state.Asked++;
        var input = single.GetProperty("input").GetProperty("typed_config");
        if (single.TryGetProperty("value_match", out var text))
            return Text(single.GetProperty("input"), state) is { } value && IsMatch(text, value);
        var custom = single.GetProperty("custom_match").GetProperty("typed_config");
        switch (TypeOf(custom))
        {
            case "xds.type.matcher.v3.CelMatcher":
                Expect(input, "xds.type.matcher.v3.HttpAttributesCelMatchInput");
                return CelInterpreter.Holds(custom.GetProperty("expr_match").GetProperty("parsed_expr").GetProperty("expr"), state);
            case "envoy.extensions.matching.input_matchers.metadata.v3.Metadata":
                Expect(input, "envoy.extensions.matching.common_inputs.network.v3.DynamicMetadataInput");
                return HasValue(custom.GetProperty("value"), Metadata(input, state));
            case var other: throw new NotSupportedException($"matcher {other}");
        }
    }

    private static string? Text(JsonElement extension, FilterState state)
    {
        var input = extension.GetProperty("typed_config");
        return TypeOf(input) switch
        {
            "envoy.type.matcher.v3.HttpRequestHeaderMatchInput" => state.Header(input.GetProperty("header_name").GetString()!),
            "envoy.extensions.matching.common_inputs.ssl.v3.UriSanInput" => state.Request.UriNames is { Length: > 0 } names ? string.Join(',', names) : null,
            "envoy.extensions.matching.common_inputs.network.v3.ServerNameInput" => state.Request.ServerName is { Length: > 0 } name ? name : null,
            var other => throw new NotSupportedException($"input {other}"),
        };
    }

    private static JsonElement? Metadata(JsonElement input, FilterState state)
    {
        var path = input.GetProperty("path").EnumerateArray().Select(p => p.GetProperty("key").GetString()!).ToArray();
        if (!state.Metadata.TryGetValue(input.GetProperty("filter").GetString()!, out var left) || !left.TryGetValue(path[0], out var value))
            return null;
        foreach (var key in path.Skip(1))
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(key, out value))
                return null;
        }

        return value;
    }

    private static bool HasValue(JsonElement valueMatcher, JsonElement? value)
    {
        var how = valueMatcher.EnumerateObject().Single();
        return how.Name switch
        {
            "null_match" => value?.ValueKind == JsonValueKind.Null,
            "present_match" => how.Value.GetBoolean() && value is not null,
            "string_match" => value is { ValueKind: JsonValueKind.String } text && IsMatch(how.Value, text.GetString()!),
            _ => throw new NotSupportedException($"value matcher {how.Name}"),
        };
    }

    private static void Expect(JsonElement typed, string type) => _ = TypeOf(typed) == type ? type : throw new NotSupportedException($"{TypeOf(typed)} where {type} belongs");

    private static string TypeOf(JsonElement typed) => typed.GetProperty("@type").GetString()!["type.googleapis.com/".Length..];

    private static Regex Whole(string regex) => new($@"\A(?:{regex})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}
