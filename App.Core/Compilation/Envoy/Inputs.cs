using System.Text.Json.Nodes;

namespace AccessConsole.Core.Compilation.Envoy;

/// <summary>What matchers look at.</summary>
internal static class Inputs
{
    public static HeaderInput Path { get; } = new(":path");

    public static HeaderInput Method { get; } = new(":method");

    /// <summary>All URI names of the client's certificate, joined by commas; nothing where there is no certificate.</summary>
    public static TextInput UriNames { get; } = new("uri_san", "envoy.extensions.matching.common_inputs.ssl.v3.UriSanInput");

    /// <summary>The server name of the TLS handshake.</summary>
    public static TextInput ServerName { get; } = new("server_name", "envoy.extensions.matching.common_inputs.network.v3.ServerNameInput");

    /// <summary>What the verified token says under this name, of whatever JSON type.</summary>
    public static MetadataInput Claim(string name) => new(TokenFilter.Payload, name);

    /// <summary>What the verified token's own header says under this name.</summary>
    public static MetadataInput TokenHeader(string name) => new(TokenFilter.Header, name);
}

/// <summary>An input that gives text, or nothing.</summary>
internal record TextInput(string Name, string Type)
{
    public virtual JsonObject ToJson() => Extension.Of(Name, Type);

    public Predicate Is(string text) => Asked("exact", text);

    public Predicate StartsWith(string prefix) => Asked("prefix", prefix);

    /// <param name="regex">RE2, of the whole text.</param>
    public Predicate Matches(string regex) => Predicate.Single(
        ToJson, "value_match", () => new JsonObject { ["safe_regex"] = new JsonObject { ["google_re2"] = new JsonObject(), ["regex"] = regex } });

    /// <summary>Whether there is any text, the empty one included.</summary>
    public Predicate IsPresent => Matches(".*");

    private Predicate Asked(string how, string text) => Predicate.Single(ToJson, "value_match", () => new JsonObject { [how] = text });
}

/// <summary>A request header; where it occurs more than once the values are joined by commas.</summary>
internal sealed record HeaderInput(string Header) : TextInput("header", "envoy.type.matcher.v3.HttpRequestHeaderMatchInput")
{
    public override JsonObject ToJson() => Extension.Of(Name, Type, new JsonObject { ["header_name"] = Header });
}

/// <summary>A value that the token filter left, with its JSON type.</summary>
internal sealed record MetadataInput(string Part, string Key)
{
    public Predicate Is(string text) => OfText("exact", text);

    public Predicate StartsWith(string prefix) => prefix.Length == 0 ? IsText : OfText("prefix", prefix);

    /// <summary>Whether it is a string, the empty one included.</summary>
    public Predicate IsText => Asked(() => new JsonObject { ["string_match"] = new JsonObject { ["safe_regex"] = new JsonObject { ["regex"] = @"[\s\S]*" } } });

    public Predicate IsNull => Asked(() => new JsonObject { ["null_match"] = new JsonObject() });

    /// <summary>Whether it is there at all, null included.</summary>
    public Predicate IsPresent => Asked(() => new JsonObject { ["present_match"] = true });

    private Predicate OfText(string how, string text) => Asked(() => new JsonObject { ["string_match"] = new JsonObject { [how] = text } });

    private Predicate Asked(Func<JsonObject> value) => Predicate.Single(
        Input,
        "custom_match",
        () => Extension.Of("metadata", "envoy.extensions.matching.input_matchers.metadata.v3.Metadata", new JsonObject { ["value"] = value() }));

    private JsonObject Input() => Extension.Of(
        "claim",
        "envoy.extensions.matching.common_inputs.network.v3.DynamicMetadataInput",
        new JsonObject
        {
            ["filter"] = TokenFilter.Type,
            ["path"] = new JsonArray(new JsonObject { ["key"] = Part }, new JsonObject { ["key"] = Key }),
        });
}
