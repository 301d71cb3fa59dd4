using System.Text;
using System.Text.Json;
using AccessConsole.Core.Diagnostics;

namespace AccessConsole.Core.Documents.Text;

/// <summary>Reads JSON (RFC 8259): no comments, no trailing commas.</summary>
internal ref struct JsonTree
{
    private readonly ReadOnlySpan<byte> text;
    private readonly TreeBuilder builder;
    private Utf8JsonReader reader;
    private int seen;
    private int line = 1;
    private int column = 1;

    private JsonTree(ReadOnlySpan<byte> text, TreeBuilder builder)
    {
        this.text = text;
        this.builder = builder;
        // The depth is judged by the builder, in the document's own words.
        reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = DocumentLimits.Nesting + 2 });
    }

    /// <param name="text">Well-formed UTF-8.</param>
    /// <exception cref="UnreadableTextException">The text is no JSON, or nested too deeply.</exception>
    public static DocumentNode? Read(ReadOnlySpan<byte> text, TreeBuilder builder)
    {
        if (text.IndexOfAnyExcept(" \t\r\n"u8) < 0)
            return null;
        var tree = new JsonTree(text, builder);
        try
        {
            tree.Next();
            var root = tree.Node();
            tree.reader.Read();
            return root;
        }
        catch (JsonException e)
        {
            var message = e.Message.Split(" LineNumber:")[0].TrimEnd('.');
            throw UnreadableTextException.At(DiagnosticCodes.JsonSyntax, $"not JSON: {Shown.Text(message)}", (e.LineNumber ?? 0) + 1, (e.BytePositionInLine ?? 0) + 1);
        }
    }

    private void Next()
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        foreach (var unit in text[seen..start])
        {
            if (unit == '\n')
                (line, column) = (line + 1, 1);
            else if ((unit & 0xC0) != 0x80)
                column++;
        }

        seen = start;
    }

    private DocumentNode Node() => reader.TokenType switch
    {
        JsonTokenType.StartObject => Mapping(),
        JsonTokenType.StartArray => Sequence(),
        JsonTokenType.String => Text() is { } value ? new ScalarNode(ScalarKind.Text, value, line, column) : new ScalarNode(ScalarKind.Refused, "", line, column),
        JsonTokenType.True => new ScalarNode(ScalarKind.Boolean, "true", line, column),
        JsonTokenType.False => new ScalarNode(ScalarKind.Boolean, "false", line, column),
        JsonTokenType.Null => new ScalarNode(ScalarKind.Null, "null", line, column),
        _ => new ScalarNode(ScalarKind.Number, Encoding.ASCII.GetString(reader.ValueSpan), line, column),
    };

    private MappingNode Mapping()
    {
        builder.Enter(line, column);
        var mapping = new MappingNode(line, column);
        Next();
        while (reader.TokenType != JsonTokenType.EndObject)
        {
            var (name, nameLine, nameColumn) = (Text(), line, column);
            builder.At(name ?? "");
            Next();
            var value = Node();
            if (name is not null)
                builder.Add(mapping, new Member(name, value, nameLine, nameColumn));
            Next();
        }

        builder.Leave();
        return mapping;
    }

    private SequenceNode Sequence()
    {
        builder.Enter(line, column);
        var sequence = new SequenceNode(line, column);
        Next();
        while (reader.TokenType != JsonTokenType.EndArray)
        {
            builder.At(null, sequence.Items.Count);
            sequence.Add(Node());
            Next();
        }

        builder.Leave();
        return sequence;
    }

    private readonly string? Text()
    {
        try
        {
            return builder.Checked(reader.GetString()!, line, column);
        }
        catch (InvalidOperationException)
        {
            // An escape such as \ud800 alone, which stands for no character.
            builder.Report(DiagnosticCodes.TextCharacter, "the text holds half of a surrogate pair: write the whole character", line, column);
            return null;
        }
    }
}
