using System.Globalization;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents.Shapes;

/// <summary>
/// Reads one value. What cannot be read is reported at its place and answered with null, so that reading goes on and every problem is
/// found at once.
/// </summary>
internal readonly struct ValueReader(DocumentNode node, ProblemList problems)
{
    public DocumentNode Node => node;

    public ObjectReader? Object()
    {
        if (node is MappingNode mapping)
            return new ObjectReader(mapping, problems);
        WrongType("an object");
        return null;
    }

    /// <summary>The items; the placeholder stands for each that cannot be read, so that later problems still point at the right item.</summary>
    public ValueList<T> List<T>(Func<ValueReader, T?> item, T placeholder, bool mayBeEmpty = false)
    {
        if (node is not SequenceNode sequence)
        {
            WrongType("a list");
            return [];
        }

        if (sequence.Items.Count == 0 && !mayBeEmpty)
            Error(DiagnosticCodes.EmptyValue, "an empty list says nothing: leave the member out, or name what it is for");
        var items = new T[sequence.Items.Count];
        for (var i = 0; i < items.Length; i++)
            items[i] = item(new ValueReader(sequence.Items[i], problems)) ?? placeholder;
        return ValueList.Create<T>(items);
    }

    /// <summary>A text of one line that says something.</summary>
    public string? Text()
    {
        if (AnyText() is not { } text)
            return null;
        if (text.Length == 0)
            return Error(DiagnosticCodes.EmptyValue, "an empty text says nothing: leave the member out, or give its value");
        return Characters.FirstRefusedInLine(text) is { } refused
            ? Error(DiagnosticCodes.TextCharacter, $"the text holds {Characters.Show(refused)}, a line break or tab: write it on one line (in YAML, fold with `>-`)")
            : text;
    }

    /// <summary>A text of any number of lines, perhaps empty.</summary>
    public string? AnyText()
    {
        if (node is ScalarNode { Kind: ScalarKind.Text } scalar)
            return scalar.Text;
        if (node is ScalarNode { Kind: ScalarKind.Number or ScalarKind.Boolean } unquoted)
            return Error(DiagnosticCodes.NotAString, $"`{Shown.Text(unquoted.Text)}` is {unquoted.Noun} where a text belongs: quote it");
        WrongType("a text");
        return null;
    }

    /// <summary>A text in a format of its own.</summary>
    public T? Parsed<T>(Func<string, T?> parse, string code, Func<string, string> message)
        where T : struct
    {
        if (Text() is not { } text)
            return null;
        var value = parse(text);
        if (value is null)
            Error(code, message(Shown.Text(text)));
        return value;
    }

    public T? Word<T>(Words<T> words)
        where T : struct, Enum =>
        Parsed(words.Find, DiagnosticCodes.UnknownWord, text => $"`{text}` is none of {string.Join(", ", words.All.Select(w => $"`{w}`"))}{NearestName.Suggestion(text, words.All)}");

    public bool? Flag()
    {
        if (node is ScalarNode { Kind: ScalarKind.Boolean } scalar)
            return scalar.Text == "true";
        WrongType("`true` or `false`");
        return null;
    }

    public int? Integer()
    {
        if (node is ScalarNode { Kind: ScalarKind.Number } scalar
            && int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            return number;
        WrongType("a whole number");
        return null;
    }

    public ValueMap Map()
    {
        if (Object() is not { } reader)
            return ValueMap.Empty;
        if (reader.Count == 0)
            Error(DiagnosticCodes.EmptyValue, "an empty map says nothing: leave the member out, or give its entries");
        return new ValueMap(reader.Entries().Select(entry => KeyValuePair.Create(entry.Name, entry.Value.Text() ?? "")));
    }

    public string? Error(string code, string message)
    {
        problems.Add(new Diagnostic(code, Severity.Error, message, node.Pointer, node.Line, node.Column));
        return null;
    }

    private void WrongType(string wanted)
    {
        if (node is ScalarNode { Kind: ScalarKind.Null })
            Error(DiagnosticCodes.NullValue, $"there is no value where {wanted} belongs: give it, or leave the member out");
        else if (node is not ScalarNode { Kind: ScalarKind.Refused })
            Error(DiagnosticCodes.WrongType, $"{wanted} belongs here, not {node.Noun}");
    }
}
