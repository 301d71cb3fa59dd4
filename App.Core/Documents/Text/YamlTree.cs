using AccessConsole.Core.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace AccessConsole.Core.Documents.Text;

/// <summary>Reads YAML 1.2 without its reference machinery: what is written is what is meant.</summary>
internal sealed class YamlTree
{
    private readonly IParser parser;
    private readonly TreeBuilder builder;

    private YamlTree(IParser parser, TreeBuilder builder) => (this.parser, this.builder) = (parser, builder);

    /// <exception cref="UnreadableTextException">The text is no YAML, or nested too deeply.</exception>
    public static DocumentNode? Read(string text, TreeBuilder builder)
    {
        var parser = new Parser(new StringReader(text));
        try
        {
            return new YamlTree(parser, builder).Document();
        }
        catch (YamlException e)
        {
            throw UnreadableTextException.At(DiagnosticCodes.YamlSyntax, $"not YAML: {Problem(e)}", e.Start.Line, e.Start.Column);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or NullReferenceException)
        {
            // The parser's answers to some broken texts; the place is what it had read last.
            var last = parser.Current?.End ?? Mark.Empty;
            throw UnreadableTextException.At(DiagnosticCodes.YamlSyntax, "not YAML: the text breaks off inside a list or object", Math.Max(1, last.Line), Math.Max(1, last.Column));
        }
    }

    private static string Problem(YamlException e)
    {
        var message = Shown.Text(e.Message.TrimEnd('.'));
        return message.Length == 0 ? "the text cannot be parsed" : char.ToLowerInvariant(message[0]) + message[1..];
    }

    private DocumentNode? Document()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
            return null;
        parser.Consume<DocumentStart>();
        var root = Node();
        parser.Consume<DocumentEnd>();
        if (parser.TryConsume<DocumentStart>(out var second))
        {
            throw UnreadableTextException.At(
                DiagnosticCodes.YamlSeveralDocuments, "a second document begins here: put the whole policy into one", second.Start.Line, second.Start.Column);
        }

        parser.Consume<StreamEnd>();
        return root;
    }

    private DocumentNode Node()
    {
        if (parser.TryConsume<AnchorAlias>(out var alias))
            return Refused(alias, DiagnosticCodes.YamlAlias, $"`*{Shown.Text(alias.Value.Value)}` is an alias: write the value itself");
        var node = parser.Consume<NodeEvent>();
        if (!node.Anchor.IsEmpty)
            Report(node, DiagnosticCodes.YamlAnchor, $"`&{Shown.Text(node.Anchor.Value)}` is an anchor, which nothing may refer to: remove it");
        if (!node.Tag.IsEmpty)
            Report(node, DiagnosticCodes.YamlTag, "tags are refused: remove it");
        return node switch
        {
            MappingStart start => Mapping(start),
            SequenceStart start => Sequence(start),
            Scalar scalar => Value(scalar),
            _ => throw new System.Diagnostics.UnreachableException($"no reading of {node.GetType()}"),
        };
    }

    private MappingNode Mapping(MappingStart start)
    {
        builder.Enter(Line(start), Column(start));
        var mapping = new MappingNode(Line(start), Column(start));
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            builder.At("");
            var key = Node();
            if (key is not ScalarNode name)
                builder.Report(DiagnosticCodes.WrongType, $"a member's name is a text, not {key.Noun}", key.Line, key.Column);
            else
                builder.At(name.Text);
            var value = Node();
            if (key is ScalarNode { Kind: not ScalarKind.Refused } usable)
                builder.Add(mapping, new Member(usable.Text, value, usable.Line, usable.Column));
        }

        builder.Leave();
        return mapping;
    }

    private SequenceNode Sequence(SequenceStart start)
    {
        builder.Enter(Line(start), Column(start));
        var sequence = new SequenceNode(Line(start), Column(start));
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            builder.At(null, sequence.Items.Count);
            sequence.Add(Node());
        }

        builder.Leave();
        return sequence;
    }

    private ScalarNode Value(Scalar scalar)
    {
        var (line, column) = (Line(scalar), Column(scalar));
        if (builder.Checked(scalar.Value, line, column) is not { } text)
            return new ScalarNode(ScalarKind.Refused, "", line, column);
        return scalar.Style == ScalarStyle.Plain ? YamlScalars.Resolve(text, line, column) : new ScalarNode(ScalarKind.Text, text, line, column);
    }

    private ScalarNode Refused(ParsingEvent at, string code, string message)
    {
        Report(at, code, message);
        return new ScalarNode(ScalarKind.Refused, "", Line(at), Column(at));
    }

    private void Report(ParsingEvent at, string code, string message) => builder.Report(code, message, Line(at), Column(at));

    private static int Line(ParsingEvent e) => (int)e.Start.Line;

    private static int Column(ParsingEvent e) => (int)e.Start.Column;
}
