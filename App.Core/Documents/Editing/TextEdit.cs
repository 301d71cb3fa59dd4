namespace AccessConsole.Core.Documents.Editing;

/// <summary>Puts values into a text, and takes them out, without touching what stands around them.</summary>
internal static class TextEdit
{
    /// <param name="path">The entries that lead to the value, itself last.</param>
    public static string Replace(string text, IReadOnlyList<TextEntry> path, NewValue value)
    {
        var entry = path[^1];
        var parent = path[^2].Value;
        var column = parent.IsFlow ? (int?)null : TextLines.Column(text, entry.Start);
        // An item in brackets has neither colon nor dash before it.
        var after = (parent.Kind, column) switch
        {
            (TextNodeKind.List, null) => ValueWriter.Item(value, null),
            (TextNodeKind.List, _) => ValueWriter.Item(value, column)[1..],
            _ => ValueWriter.After(value, column),
        };
        var isOnItsLine = entry.Value.Start > entry.ValueFrom && !entry.Value.IsBlock && !after.StartsWith('\n');
        var before = isOnItsLine ? text[..entry.Value.Start] + after.TrimStart(' ') : text[..entry.ValueFrom] + after;
        // A comment on the line stays on it, above what takes further lines.
        var end = TextLines.End(text, entry.Value.End);
        var comment = HeaderComment(text, entry.Value);
        return after.IndexOf('\n') is >= 0 and var firstLine
            ? before[..^(after.Length - firstLine)] + comment + text[entry.Value.End..end] + after[firstLine..] + text[end..]
            : before + comment + text[entry.Value.End..];
    }

    /// <param name="name">Null for an item.</param>
    public static string Insert(string text, TextNode container, string? name, NewValue value)
    {
        if (container.IsFlow)
        {
            var entry = name is null ? ValueWriter.Item(value, null) : ValueWriter.Member(name, value, null);
            return container.Entries.Count == 0
                ? text[..(container.Start + 1)] + entry + text[(container.Start + 1)..]
                : Insert(text, container.Entries[^1].Value.End, ", " + entry);
        }

        var column = TextLines.Column(text, container.Entries[0].Start);
        var line = "\n" + new string(' ', column) + (name is null ? ValueWriter.Item(value, column) : ValueWriter.Member(name, value, column));
        return Insert(text, TextLines.End(text, container.Entries[^1].Value.End), line);
    }

    public static string Remove(string text, TextNode container, TextEntry entry)
    {
        var at = container.Entries.ToList().IndexOf(entry);
        if (container.Entries.Count == 1)
            return text[..entry.Start] + text[entry.Value.End..];
        if (container.IsFlow)
        {
            return at + 1 < container.Entries.Count
                ? text[..entry.Start] + text[container.Entries[at + 1].Start..]
                : text[..container.Entries[at - 1].Value.End] + text[entry.Value.End..];
        }

        var line = TextLines.Start(text, entry.Start);
        var end = TextLines.End(text, entry.Value.End);
        if (text[line..entry.Start].All(c => c == ' '))
            return text[..line] + text[Math.Min(end + 1, text.Length)..];
        // It stands behind a dash, where the next one takes its place unless a comment stands between them.
        var next = container.Entries[at + 1].Start;
        return text[..entry.Start] + (text[end..next].All(char.IsWhiteSpace) ? text[next..] : text[end..]);
    }

    /// <summary>What stands behind the sign that begins a text of several lines: beside the value, though between its ends.</summary>
    private static string HeaderComment(string text, TextNode value)
    {
        if (value.Start == value.End || text[value.Start] is not ('|' or '>'))
            return "";
        var header = text[value.Start..TextLines.End(text, value.Start)];
        return header.IndexOf(" #", StringComparison.Ordinal) is >= 0 and var at ? header[at..].TrimEnd() : "";
    }

    private static string Insert(string text, int at, string added) => text[..at] + added + text[at..];
}
