using System.Globalization;
using AccessConsole.Core.Documents.Text;

namespace AccessConsole.Core.Compilation.Kubernetes;

/// <summary>Builds the tree of a Kubernetes object; what is null is left out.</summary>
internal static class Tree
{
    public static MappingNode Object(params ReadOnlySpan<(string Name, DocumentNode? Value)> members)
    {
        var node = new MappingNode();
        foreach (var (name, value) in members)
        {
            if (value is not null)
                node.Add(new Member(name, value));
        }

        return node;
    }

    public static MappingNode Texts(IEnumerable<KeyValuePair<string, string>> members)
    {
        var node = new MappingNode();
        foreach (var (name, value) in members.OrderBy(m => m.Key, StringComparer.Ordinal))
            node.Add(new Member(name, Text(value)));
        return node;
    }

    public static DocumentNode Text(string text) => new ScalarNode(ScalarKind.Text, text);

    public static DocumentNode Flag(bool value) => new ScalarNode(ScalarKind.Boolean, value ? "true" : "false");

    public static DocumentNode Number(long value) => new ScalarNode(ScalarKind.Number, value.ToString(CultureInfo.InvariantCulture));

    public static SequenceNode List(params IEnumerable<DocumentNode> items)
    {
        var node = new SequenceNode();
        foreach (var item in items)
            node.Add(item);
        return node;
    }

    public static DocumentNode? List(IEnumerable<string>? texts) => texts is null ? null : List(texts.Select(Text));
}
