using System.Globalization;
using System.Text;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Documents.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace AccessConsole.Core.Import;

/// <summary>A CSV text (RFC 4180) as rows of cells. Every cell is a text; what kept a spreadsheet from running it is taken off.</summary>
internal sealed class CsvTable
{
    private const int MaxRows = 200_000;
    private const int MaxColumns = 100;
    private static readonly char[] Separators = [',', ';', '\t'];

    private readonly ProblemList problems;

    private CsvTable(ProblemList problems) => this.problems = problems;

    /// <summary>The cells of the first row.</summary>
    public IReadOnlyList<string> Header { get; private set; } = [];

    /// <summary>The rows after the first one that are not empty.</summary>
    public List<CsvRow> Rows { get; } = [];

    public static CsvTable Read(ReadOnlyMemory<byte> bytes, ProblemList problems)
    {
        var table = new CsvTable(problems);
        try
        {
            table.ReadRows(Encoding.UTF8.GetString(DocumentTree.Checked(bytes.Span)));
        }
        catch (UnreadableTextException e)
        {
            problems.Add(e.Problem);
        }

        return table;
    }

    private void ReadRows(string text)
    {
        var isBroken = false;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Mode = CsvMode.RFC4180,
            Delimiter = SeparatorOf(text).ToString(),
            IgnoreBlankLines = false,
            BadDataFound = _ => isBroken = true,
        };
        using var parser = new CsvParser(new StringReader(text), configuration);
        while (parser.Read())
        {
            if (parser.Row > MaxRows)
                throw UnreadableTextException.At(DiagnosticCodes.TextTooLarge, $"the file has more than {MaxRows} rows: split it up", parser.Row, 1);
            if (parser.Count > MaxColumns)
                throw UnreadableTextException.At(DiagnosticCodes.CsvColumns, $"a row has more than {MaxColumns} cells: see that its texts are quoted", parser.Row, MaxColumns + 1);
            var cells = new string[parser.Count];
            for (var i = 0; i < cells.Length; i++)
            {
                cells[i] = Csv.Unguarded(parser[i]);
                if (isBroken)
                    throw UnreadableTextException.At(DiagnosticCodes.CsvSyntax, "a quote stands where none may: put the whole cell in quotes, and write a quote within it twice", parser.Row, i + 1);
            }

            Add(parser.Row, cells);
        }

        if (Header.Count == 0)
            throw UnreadableTextException.At(DiagnosticCodes.DocumentEmpty, "the file is empty: begin with a row that names the columns", 1, 1);
    }

    private void Add(int row, string[] cells)
    {
        if (row == 1)
        {
            Header = cells;
            return;
        }

        if (cells.All(string.IsNullOrWhiteSpace))
            return;
        var extra = Array.FindIndex(cells, Math.Min(cells.Length, Header.Count), cell => cell.Length > 0);
        if (extra >= 0)
            problems.Add(new Diagnostic(DiagnosticCodes.CsvColumns, Severity.Error, $"the row has a cell beyond the {Header.Count} columns that the first row names: quote a text that holds the separator", "", row, extra + 1));
        Rows.Add(new CsvRow(row, cells));
    }

    /// <summary>Spreadsheets write semicolons where a comma is the decimal sign. Columns have names without any of them.</summary>
    private static char SeparatorOf(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        var first = end < 0 ? text : text[..end];
        return Separators.MaxBy(separator => first.Count(c => c == separator));
    }
}

/// <param name="Number">As a spreadsheet counts: the first row names the columns.</param>
internal sealed record CsvRow(int Number, string[] Cells)
{
    /// <summary>Empty where the row ends before it.</summary>
    public string Cell(int column) => column < Cells.Length ? Cells[column] : "";
}
