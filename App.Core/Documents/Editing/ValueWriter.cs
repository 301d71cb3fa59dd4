using System.Globalization;
using System.Text;
using AccessConsole.Core.Documents.Text;

namespace AccessConsole.Core.Documents.Editing;

/// <summary>Writes new values as YAML: on one line, or as a block where they are objects and lists of objects.</summary>
internal static class ValueWriter
{
    private const int Step = 2;

    /// <summary>A member as it stands in a block or in brackets.</summary>
    /// <param name="column">Where the block's members begin; null for one in brackets.</param>
    public static string Member(string name, NewValue value, int? column) => $"{Quoted(name)}:{After(value, column)}";

    /// <summary>An item as it stands in a block or in brackets.</summary>
    /// <param name="column">Where the block's dashes stand; null for one in brackets.</param>
    public static string Item(NewValue value, int? column) => (value, column) switch
    {
        (NewValue.Object { Members.Count: > 0 } map, { } dash) => "- " + string.Join(LineAt(dash + Step), map.Members.Select(m => Member(m.Name, m.Value, dash + Step))),
        (_, { } dash) => "-" + After(value, dash),
        _ => Flow(value),
    };

    /// <summary>What stands after a colon or a dash.</summary>
    public static string After(NewValue value, int? column) => (value, column) switch
    {
        (NewValue.Object { Members.Count: > 0 } map, { } at) => string.Concat(map.Members.Select(m => LineAt(at + Step) + Member(m.Name, m.Value, at + Step))),
        (NewValue.List list, { } at) when list.Values.Any(v => v is NewValue.Object) => string.Concat(list.Values.Select(v => LineAt(at + Step) + Item(v, at + Step))),
        (NewValue.Scalar { IsPlain: false } scalar, { } at) when YamlScalars.IsPlainBlock(scalar.Text) => " |" + string.Concat(scalar.Text[..^1].Split('\n').Select(line => LineAt(at + Step) + line)),
        _ => " " + Flow(value),
    };

    private static string Flow(NewValue value) => value switch
    {
        NewValue.Scalar { IsPlain: true } scalar => scalar.Text,
        NewValue.Scalar scalar => Quoted(scalar.Text),
        NewValue.List list => $"[{string.Join(", ", list.Values.Select(Flow))}]",
        NewValue.Object { Members.Count: 0 } => "{}",
        NewValue.Object map => $"{{ {string.Join(", ", map.Members.Select(m => Member(m.Name, m.Value, null)))} }}",
        _ => throw new System.Diagnostics.UnreachableException($"no writing of {value.GetType()}"),
    };

    private static string LineAt(int column) => "\n" + new string(' ', column);

    private static string Quoted(string text)
    {
        if (!YamlScalars.NeedsQuotes(text))
            return text;
        var quoted = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
            quoted.Append(Escaped(rune));
        return quoted.Append('"').ToString();
    }

    private static string Escaped(Rune rune) => rune.Value switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\t' => "\\t",
        < 0x20 or (>= 0x7f and < 0xa0) or 0x2028 or 0x2029 or 0xfeff => "\\u" + rune.Value.ToString("x4", CultureInfo.InvariantCulture),
        _ => rune.ToString(),
    };
}
