using System.Buffers;
using System.Text;

namespace AccessConsole.Core.Documents;

/// <summary>Writes comma-separated values (RFC 4180) in which no cell is a formula to a spreadsheet.</summary>
public static class Csv
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n");
    private static readonly SearchValues<char> FormulaStarts = SearchValues.Create("=+-@\t\r\n＝＋－＠");

    public static string Line(params ReadOnlySpan<string?> cells)
    {
        var line = new StringBuilder();
        foreach (var cell in cells)
            line.Append(Cell(cell ?? "")).Append(',');
        line.Length--;
        return line.Append("\r\n").ToString();
    }

    /// <summary>The text that a cell was written for: the apostrophe that kept a spreadsheet from running it is not part of it.</summary>
    public static string Unguarded(string cell) => cell is ['\'', .. var text] && NeedsGuard(text) ? text : cell;

    /// <summary>Whether a spreadsheet could run the text, or reading would take its apostrophe for a guard.</summary>
    private static bool NeedsGuard(ReadOnlySpan<char> text) => text is ['\'', .. var guarded]
        ? NeedsGuard(guarded)
        : text.TrimStart(' ') is [var first, ..] && FormulaStarts.Contains(first);

    private static string Cell(string text)
    {
        var safe = NeedsGuard(text) ? "'" + text : text;
        return safe.AsSpan().ContainsAny(Quoted) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
