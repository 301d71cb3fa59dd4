using System.Text.Json.Nodes;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>
/// Expressions of the Common Expression Language as syntax trees, which is how Envoy takes them. For what no other matcher says: time and
/// arithmetic. An expression that fails is no match, so that what allows is asked positively and what denies is asked negated.
/// </summary>
internal sealed record Cel
{
    private readonly Func<JsonObject> kind;

    private Cel(Func<JsonObject> kind) => this.kind = kind;

    /// <summary>The seconds of the request's time, whole.</summary>
    public static Cel Now => Call("int", RequestTime);

    public static Cel RequestTime => Of(() => new JsonObject
    {
        ["select_expr"] = new JsonObject { ["operand"] = Variable("request").ToJson(), ["field"] = "time" },
    });

    public static Cel Number(double value) => Constant("double_value", value);

    public static Cel Text(string value) => Constant("string_value", value);

    public static Cel Time(DateTimeOffset instant) =>
        Call("timestamp", Text(instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>A part of what the token filter left: its payload or its header.</summary>
    public static Cel TokenPart(string part) => Call(
        "_[_]",
        Call("_[_]", Of(() => new JsonObject { ["select_expr"] = new JsonObject { ["operand"] = Variable("metadata").ToJson(), ["field"] = "filter_metadata" } }), Text(TokenFilter.Type)),
        Text(part));

    public static Cel Call(string function, params Cel[] arguments) => Of(() => new JsonObject
    {
        ["call_expr"] = new JsonObject { ["function"] = function, ["args"] = new JsonArray([.. arguments.Select(a => a.ToJson())]) },
    });

    /// <summary>Joined in halves, so that the tree stays low: Envoy bounds how deep configuration nests.</summary>
    /// <param name="parts">At least one.</param>
    public static Cel And(params ReadOnlySpan<Cel> parts) =>
        parts.Length == 1 ? parts[0] : Call("_&&_", And(parts[..(parts.Length / 2)]), And(parts[(parts.Length / 2)..]));

    public static Cel Or(Cel left, Cel right) => Call("_||_", left, right);

    public static Cel Not(Cel inner) => Call("!_", inner);

    public Predicate ToPredicate() => Predicate.Single(
        () => Extension.Of("attributes", "xds.type.matcher.v3.HttpAttributesCelMatchInput"),
        "custom_match",
        () => Extension.Of(
            "cel",
            "xds.type.matcher.v3.CelMatcher",
            new JsonObject { ["expr_match"] = new JsonObject { ["parsed_expr"] = new JsonObject { ["expr"] = Numbered(), ["source_info"] = new JsonObject() } } }));

    private JsonObject ToJson() => kind();

    /// <summary>Each expression with an id of its own, which Envoy's evaluator tells them by.</summary>
    private JsonObject Numbered()
    {
        var root = ToJson();
        var next = 0;
        Number(root);
        return root;

        void Number(JsonObject expression)
        {
            expression["id"] = (++next).ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (expression["select_expr"]?["operand"] is JsonObject operand)
                Number(operand);
            foreach (var argument in expression["call_expr"]?["args"]?.AsArray() ?? [])
                Number(argument!.AsObject());
        }
    }

    private static Cel Variable(string name) => Of(() => new JsonObject { ["ident_expr"] = new JsonObject { ["name"] = name } });

    private static Cel Constant(string kind, JsonValue value) => Of(() => new JsonObject { ["const_expr"] = new JsonObject { [kind] = value.DeepClone() } });

    private static Cel Constant(string kind, string value) => Constant(kind, JsonValue.Create(value));

    private static Cel Constant(string kind, double value) => Constant(kind, JsonValue.Create(value));

    private static Cel Of(Func<JsonObject> kind) => new(kind);
}
