using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AccessConsole.Cli.Pull.Kubernetes;

/// <summary>Reads a file of YAML documents into objects, without YAML's reference machinery: what is written is what is meant.</summary>
internal sealed partial class YamlObjects
{
    private const int MaxDepth = 32;

    private readonly Parser parser;

    private YamlObjects(Parser parser) => this.parser = parser;

    /// <exception cref="FormatException">It is no YAML of plain objects; the message says where.</exception>
    public static IReadOnlyList<JsonObject> Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            var text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(content.Span);
            return new YamlObjects(new Parser(new StringReader(text))).Documents();
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("is not UTF-8", e);
        }
        catch (YamlException e)
        {
            throw new FormatException($"line {e.Start.Line}: is not YAML", e);
        }
    }

    private List<JsonObject> Documents()
    {
        var documents = new List<JsonObject>();
        parser.Consume<StreamStart>();
        while (!parser.TryConsume<StreamEnd>(out _))
        {
            var start = parser.Consume<DocumentStart>();
            documents.Add(Node(depth: 0) as JsonObject ?? throw Error(start, "a document is not an object"));
            parser.Consume<DocumentEnd>();
        }

        return documents;
    }

    private JsonNode? Node(int depth)
    {
        if (parser.Accept<AnchorAlias>(out var alias))
            throw Error(alias, "an alias is not a value");
        var node = parser.Consume<NodeEvent>();
        if (!node.Anchor.IsEmpty || !node.Tag.IsEmpty)
            throw Error(node, "anchors and tags are refused");
        if (depth > MaxDepth)
            throw Error(node, $"objects nest deeper than {MaxDepth}");
        return node switch
        {
            MappingStart => Mapping(depth),
            SequenceStart => Sequence(depth),
            Scalar scalar => Value(scalar),
            _ => throw Error(node, "is no value"),
        };
    }

    private JsonObject Mapping(int depth)
    {
        var mapping = new JsonObject();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var name = parser.Consume<Scalar>();
            if (!mapping.TryAdd(name.Value, Node(depth + 1)))
                throw Error(name, $"`{name.Value}` is there twice");
        }

        return mapping;
    }

    private JsonArray Sequence(int depth)
    {
        var sequence = new JsonArray();
        while (!parser.TryConsume<SequenceEnd>(out _))
            sequence.Add(Node(depth + 1));
        return sequence;
    }

    private static JsonValue? Value(Scalar scalar) => scalar switch
    {
        { Style: not ScalarStyle.Plain } => JsonValue.Create(scalar.Value),
        { Value: "" or "~" or "null" } => null,
        { Value: "true" or "false" } => JsonValue.Create(scalar.Value == "true"),
        _ when Number().IsMatch(scalar.Value) => JsonValue.Create(decimal.Parse(scalar.Value, NumberStyles.Number, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(scalar.Value),
    };

    private static FormatException Error(ParsingEvent at, string message) => new($"line {at.Start.Line}: {message}");

    [GeneratedRegex(@"\A-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,9})?\z")]
    private static partial Regex Number();
}
