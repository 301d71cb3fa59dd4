using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AccessConsole.Core.Documents.Editing;

/// <summary>Reads where the values of a text stand. It judges nothing: what a policy may not say is found by the reader of policies.</summary>
internal sealed class TextNodeReader
{
    private readonly string text;
    private readonly IParser parser;

    private TextNodeReader(string text) => (this.text, parser) = (text, new Parser(new StringReader(text)));

    /// <summary>Null where the text is no object, or is written in a way that cannot be edited piece by piece.</summary>
    public static TextNode? Read(string text)
    {
        try
        {
            return new TextNodeReader(text).Document();
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException or ArgumentException or IndexOutOfRangeException or NullReferenceException or UneditableTextException)
        {
            return null;
        }
    }

    private TextNode? Document()
    {
        parser.Consume<StreamStart>();
        parser.Consume<DocumentStart>();
        var root = Node(0, 1);
        parser.Consume<DocumentEnd>();
        parser.Consume<StreamEnd>();
        return root.Kind == TextNodeKind.Object ? root : null;
    }

    /// <param name="from">Where the value begins if it is absent.</param>
    private TextNode Node(int from, int depth)
    {
        var node = parser.Consume<NodeEvent>();
        if (node is not (Scalar or SequenceStart or MappingStart) || !node.Anchor.IsEmpty || !node.Tag.IsEmpty || depth > DocumentLimits.Nesting)
            throw new UneditableTextException();
        return node switch
        {
            MappingStart mapping => Object(mapping, depth),
            SequenceStart sequence => List(sequence, depth),
            _ => Value((Scalar)node, from),
        };
    }

    private TextNode Object(MappingStart start, int depth)
    {
        var isFlow = start.Style == MappingStyle.Flow;
        var members = new List<TextEntry>();
        while (!parser.Accept<MappingEnd>(out _))
        {
            var key = parser.Consume<Scalar>();
            var from = AfterColon(At(key.End));
            if (!isFlow && !BeginsItsLine(At(key.Start)))
                throw new UneditableTextException();
            if (members.Exists(m => m.Name == key.Value))
                throw new UneditableTextException();
            members.Add(new TextEntry(key.Value, At(key.Start), from, Node(from, depth + 1)));
        }

        var end = parser.Consume<MappingEnd>();
        return new TextNode(TextNodeKind.Object, At(start.Start), isFlow ? At(end.Start) + 1 : members[^1].Value.End, IsFlow: isFlow) { Entries = members };
    }

    private TextNode List(SequenceStart start, int depth)
    {
        var isFlow = start.Style == SequenceStyle.Flow;
        var items = new List<TextEntry>();
        var former = At(start.Start);
        while (!parser.Accept<SequenceEnd>(out _))
        {
            parser.Accept<NodeEvent>(out var next);
            var dash = isFlow ? 0 : Dash(former, At(next!.Start));
            var value = Node(isFlow ? At(next!.Start) : dash + 1, depth + 1);
            items.Add(new TextEntry(items.Count.ToString(CultureInfo.InvariantCulture), isFlow ? value.Start : dash, isFlow ? value.Start : dash + 1, value));
            former = value.End;
        }

        var end = parser.Consume<SequenceEnd>();
        return new TextNode(TextNodeKind.List, At(start.Start), isFlow ? At(end.Start) + 1 : items[^1].Value.End, IsFlow: isFlow) { Entries = items };
    }

    private TextNode Value(Scalar scalar, int from)
    {
        if (scalar is { Style: ScalarStyle.Plain, Value: "" })
            return new TextNode(TextNodeKind.Scalar, from, from, "", IsPlain: true);
        // A block's end is where the next token begins.
        var (start, end) = (At(scalar.Start), At(scalar.End));
        while (end > start && char.IsWhiteSpace(text[end - 1]))
            end--;
        return new TextNode(TextNodeKind.Scalar, start, end, scalar.Value, scalar.Style == ScalarStyle.Plain);
    }

    private int AfterColon(int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t')
            at++;
        return at < text.Length && text[at] == ':' ? at + 1 : throw new UneditableTextException();
    }

    /// <summary>The dash before an item, with nothing but spaces and comments around it.</summary>
    private int Dash(int former, int item)
    {
        for (var at = former; at < text.Length && at <= item; at++)
        {
            if (text[at] == '#')
                at = TextLines.End(text, at);
            else if (text[at] == '-')
                return at;
            else if (!char.IsWhiteSpace(text[at]))
                break;
        }

        throw new UneditableTextException();
    }

    private bool BeginsItsLine(int at) => text[TextLines.Start(text, at)..at].All(c => c is ' ' or '-');

    private static int At(Mark mark) => (int)mark.Index;

    private sealed class UneditableTextException : Exception;
}
