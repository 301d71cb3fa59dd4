using System.Globalization;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Editing;

/// <summary>
/// One object's YAML as its author wrote it, read and changed value by value: a change touches the text of its value alone, so that
/// comments, order and quotes around it stay. Values are named by JSON pointers; no value is judged here.
/// </summary>
public sealed class ObjectText
{
    private readonly TextNode? root;

    private ObjectText(string text) => (Text, root) = (text, TextNodeReader.Read(text));

    public string Text { get; }

    /// <summary>Whether the text can be changed value by value: it is an object, without anchors, tags or names given twice.</summary>
    public bool IsEditable => root is not null;

    public static ObjectText Parse(string text) => new(text.ReplaceLineEndings("\n"));

    /// <summary>A name as a step of a pointer.</summary>
    public static string Step(string name) => DocumentNode.EscapeStep(name);

    public bool Has(string pointer) => Find(pointer) is not null;

    public bool IsObject(string pointer) => Find(pointer) is { Kind: TextNodeKind.Object };

    /// <summary>The text of a single value; empty where there is none.</summary>
    public string Value(string pointer) => Find(pointer)?.Text ?? "";

    /// <summary>The single values of a list.</summary>
    public ValueList<string> Values(string pointer) =>
        Find(pointer) is { Kind: TextNodeKind.List } list ? list.Entries.Where(e => e.Value.Text is not null).Select(e => e.Value.Text!).ToValueList() : [];

    /// <summary>The single values of an object, by name.</summary>
    public IReadOnlyList<(string Name, string Value)> Members(string pointer) =>
        Find(pointer) is { Kind: TextNodeKind.Object } map ? [.. map.Entries.Where(e => e.Value.Text is not null).Select(e => (e.Name, e.Value.Text!))] : [];

    /// <summary>The value as one to be written, in another place or at another time; null where there is none.</summary>
    public NewValue? Read(string pointer) => Find(pointer) is { } value ? Read(value) : null;

    /// <summary>How many items a list has, or members an object.</summary>
    public int Count(string pointer) => Find(pointer)?.Entries.Count ?? 0;

    /// <summary>The text with the value in place, in the place of the former one where there is one; what leads to it is made.</summary>
    public ObjectText Set(string pointer, NewValue value)
    {
        var (path, steps) = Walk(pointer);
        if (steps.Length == 0)
            return Edited(TextEdit.Replace(Text, path, value));
        // What is missing is made from its end on.
        var made = steps[1..].Reverse().Aggregate(value, (inner, step) => NewValue.Map((step, inner)));
        return path[^1].Value.Kind == TextNodeKind.Object
            ? Edited(TextEdit.Insert(Text, path[^1].Value, steps[0], made))
            : Edited(TextEdit.Replace(Text, path, NewValue.Map((steps[0], made))));
    }

    /// <summary>The text with one more item at the end of a list, which is made where there is none.</summary>
    public ObjectText Add(string pointer, NewValue item) => Find(pointer) is { Kind: TextNodeKind.List } list
        ? Edited(TextEdit.Insert(Text, list, null, item))
        : Set(pointer, NewValue.Items(item));

    /// <summary>The text without the value, and without what then says nothing around it.</summary>
    public ObjectText Remove(string pointer)
    {
        var (path, steps) = Walk(pointer);
        if (steps.Length > 0 || path.Count == 1)
            return this;
        var at = path.Count - 1;
        while (at > 1 && path[at - 1].Value.Entries.Count == 1)
            at--;
        return Edited(TextEdit.Remove(Text, path[at - 1].Value, path[at]));
    }

    /// <summary>The text with these values in the list, each that stays left as it is.</summary>
    public ObjectText SetValues(string pointer, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
            return Remove(pointer);
        var former = Values(pointer);
        var result = this;
        foreach (var added in values.Where(v => !former.Contains(v)))
            result = result.Add(pointer, NewValue.Of(added));
        for (var i = former.Count - 1; i >= 0; i--)
        {
            if (!values.Contains(former[i]))
                result = result.Remove(string.Create(CultureInfo.InvariantCulture, $"{pointer}/{i}"));
        }

        return result.Values(pointer).SequenceEqual(values) ? result : Set(pointer, NewValue.Texts(values));
    }

    /// <summary>The text with these members in the object, each that stays left as it is.</summary>
    public ObjectText SetMembers(string pointer, IReadOnlyList<(string Name, string Value)> members)
    {
        if (members.Count == 0)
            return Remove(pointer);
        var former = Members(pointer);
        var result = this;
        foreach (var (name, value) in members.Except(former))
            result = result.Set($"{pointer}/{Step(name)}", NewValue.Of(value));
        return former.Where(f => members.All(m => m.Name != f.Name)).Aggregate(result, (text, gone) => text.Remove($"{pointer}/{Step(gone.Name)}"));
    }

    /// <summary>A text of several lines in a block needs the end of its last line.</summary>
    private static ObjectText Edited(string text) => new(text.EndsWith('\n') ? text : text + "\n");

    private static NewValue Read(TextNode node) => node.Kind switch
    {
        TextNodeKind.Scalar => new NewValue.Scalar(node.Text!, node.IsPlain && YamlScalars.Resolve(node.Text!, 0, 0).Kind != ScalarKind.Text),
        TextNodeKind.List => new NewValue.List([.. node.Entries.Select(e => Read(e.Value))]),
        TextNodeKind.Object => new NewValue.Object([.. node.Entries.Select(e => (e.Name, Read(e.Value)))]),
    };

    private TextNode? Find(string pointer)
    {
        var (path, rest) = root is null ? ([], [""]) : Walk(pointer);
        return rest.Length == 0 ? path[^1].Value : null;
    }

    /// <summary>The entries that lead to the value, beginning with one for the whole text, and the steps that lead nowhere.</summary>
    private (IReadOnlyList<TextEntry> Path, string[] Missing) Walk(string pointer)
    {
        if (root is null)
            throw new InvalidOperationException("the text cannot be edited value by value");
        var steps = pointer.Split('/')[1..].Select(s => s.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)).ToArray();
        var path = new List<TextEntry> { new("", root.Start, root.Start, root) };
        for (var i = 0; i < steps.Length; i++)
        {
            if (path[^1].Value.Find(steps[i]) is not { } next)
                return (path, steps[i..]);
            path.Add(next);
        }

        return (path, []);
    }
}
