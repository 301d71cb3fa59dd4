using System.Globalization;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

/// <summary>Writes an object member by member, in the order of the calls; what is absent or the default is left out.</summary>
internal sealed class ObjectWriter
{
    public MappingNode Node { get; } = new();

    public static MappingNode Object<T>(T value, Action<ObjectWriter, T> write)
    {
        var writer = new ObjectWriter();
        write(writer, value);
        return writer.Node;
    }

    public static ScalarNode TextNode(string text) => new(ScalarKind.Text, text);

    public void Member(string name, DocumentNode? value)
    {
        if (value is not null)
            Node.Add(new Member(name, value));
    }

    public void Text(string name, string? value) => Member(name, value is null ? null : TextNode(value));

    public void Word<T>(string name, Words<T> words, T value, T? unless = null)
        where T : struct, Enum
    {
        if (!EqualityComparer<T?>.Default.Equals(value, unless))
            Text(name, words.Word(value));
    }

    public void Flag(string name, bool value) => Member(name, value ? new ScalarNode(ScalarKind.Boolean, "true") : null);

    public void Number(string name, int value, int? unless = null)
    {
        if (value != unless)
            Member(name, new ScalarNode(ScalarKind.Number, value.ToString(CultureInfo.InvariantCulture)));
    }

    public void Duration(string name, TimeSpan value, TimeSpan unless) => Text(name, value == unless ? null : Formats.Print(value));

    public void Time(string name, DateTimeOffset? value) => Text(name, value is { } time ? Formats.Print(time) : null);

    public void Id(string name, Guid? value) => Text(name, value?.ToString("D"));

    public void SpiffeId(string name, SpiffeId? value) => Text(name, value?.Text);

    public void Map(string name, ValueMap value)
    {
        if (value.Count > 0)
            Member(name, Entries(value));
    }

    public static MappingNode Entries(ValueMap value)
    {
        var mapping = new MappingNode();
        foreach (var (key, text) in value)
            mapping.Add(new Member(key, TextNode(text)));
        return mapping;
    }

    public void Texts(string name, IEnumerable<string> values) => List(name, values, TextNode);

    public void List<T>(string name, IEnumerable<T> values, Func<T, DocumentNode> item, bool evenIfEmpty = false)
    {
        var sequence = new SequenceNode();
        foreach (var value in values)
            sequence.Add(item(value));
        if (sequence.Items.Count > 0 || evenIfEmpty)
            Member(name, sequence);
    }

    public void Object<T>(string name, T? value, Action<ObjectWriter, T> write)
        where T : class => Member(name, value is null ? null : Object(value, write));
}
