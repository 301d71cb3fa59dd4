using System.Globalization;
using System.Text.Json;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>
/// Evaluates syntax trees of the Common Expression Language (<c>google.api.expr.v1alpha1.Expr</c>) by its specification, as far as
/// attributes of requests go. An expression that fails does not hold; of a logical operator one side that settles it is enough.
/// </summary>
internal static class CelInterpreter
{
    public static bool Holds(JsonElement expression, FilterState state)
    {
        try
        {
            return Value(expression, state) is true;
        }
        catch (CelFailure)
        {
            return false;
        }
    }

    private static object? Value(JsonElement expression, FilterState state)
    {
        var kind = expression.EnumerateObject().Single(p => p.Name != "id");
        return kind.Name switch
        {
            "const_expr" => Constant(kind.Value.EnumerateObject().Single()),
            "ident_expr" => Attribute(kind.Value.GetProperty("name").GetString()!, state),
            "select_expr" => Member(Value(kind.Value.GetProperty("operand"), state), kind.Value.GetProperty("field").GetString()!),
            "call_expr" => Call(kind.Value.GetProperty("function").GetString()!, [.. kind.Value.GetProperty("args").EnumerateArray()], state),
            _ => throw new NotSupportedException($"expression {kind.Name}"),
        };
    }

    private static object Constant(JsonProperty constant) => constant.Name switch
    {
        "double_value" => constant.Value.GetDouble(),
        "string_value" => constant.Value.GetString()!,
        _ => throw new NotSupportedException($"constant {constant.Name}"),
    };

    private static Dictionary<string, object?> Attribute(string name, FilterState state) => name switch
    {
        "request" => new() { ["time"] = state.Request.Time },
        "metadata" => new()
        {
            ["filter_metadata"] = state.Metadata.ToDictionary(f => f.Key, f => (object?)f.Value.ToDictionary(v => v.Key, v => Plain(v.Value))),
        },
        _ => throw new NotSupportedException($"attribute {name}"),
    };

    private static object? Plain(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().GroupBy(p => p.Name).ToDictionary(p => p.Key, p => Plain(p.Last().Value)),
        JsonValueKind.Array => json.EnumerateArray().Select(Plain).ToList(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.True or JsonValueKind.False => json.GetBoolean(),
        _ => null,
    };

    private static object? Member(object? value, string name) =>
        value is Dictionary<string, object?> map && map.TryGetValue(name, out var member) ? member : throw new CelFailure();

    private static object? Call(string function, JsonElement[] arguments, FilterState state)
    {
        if (function is "_&&_" or "_||_")
            return Logical(arguments, settling: function == "_||_", state);
        var values = arguments.Select(a => Value(a, state)).ToArray();
        return (function, values) switch
        {
            ("!_", [bool value]) => !value,
            ("_[_]", [var map, string key]) => Member(map, key),
            ("@in", [string key, Dictionary<string, object?> map]) => map.ContainsKey(key),
            ("int", [DateTimeOffset time]) => time.ToUnixTimeSeconds(),
            ("int", [double number]) when Math.Abs(number) < long.MaxValue => (long)Math.Truncate(number),
            ("double", [long number]) => (double)number,
            ("timestamp", [string text]) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture),
            ("_+_", [double left, double right]) => left + right,
            ("_-_", [double left, double right]) => left - right,
            ("_==_", [double left, double right]) => left == right,
            ("_<_", [IComparable left, IComparable right]) => Compare(left, right) < 0,
            ("_<=_", [IComparable left, IComparable right]) => Compare(left, right) <= 0,
            ("_>_", [IComparable left, IComparable right]) => Compare(left, right) > 0,
            ("_>=_", [IComparable left, IComparable right]) => Compare(left, right) >= 0,
            _ => throw new CelFailure(),
        };
    }

    private static int Compare(IComparable left, IComparable right) => left.GetType() == right.GetType() ? left.CompareTo(right) : throw new CelFailure();

    private static bool Logical(JsonElement[] arguments, bool settling, FilterState state)
    {
        var failed = false;
        foreach (var argument in arguments)
        {
            try
            {
                if (Value(argument, state) is bool value)
                {
                    if (value == settling)
                        return settling;
                    continue;
                }

                failed = true;
            }
            catch (CelFailure)
            {
                failed = true;
            }
        }

        return failed ? throw new CelFailure() : !settling;
    }

    private sealed class CelFailure : Exception;
}
