using System.Buffers;
using System.Text;

namespace AccessConsole.Exploring;

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

    private static string Cell(string text)
    {
        var safe = text.AsSpan().TrimStart(' ') is [var first, ..] && FormulaStarts.Contains(first) ? "'" + text : text;
        return safe.AsSpan().ContainsAny(Quoted) ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}
