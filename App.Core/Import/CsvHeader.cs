using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Import;

/// <summary>Which column of a file is which column of a kind.</summary>
internal sealed class CsvHeader
{
    private readonly Dictionary<CsvColumn, int> indices = [];
    private readonly List<int> unnamed = [];

    private CsvHeader()
    {
    }

    /// <param name="problems">Is told of columns that are not known, given twice or missing.</param>
    public static CsvHeader Read(PolicyKind kind, CsvTable table, ProblemList problems)
    {
        var known = CsvColumns.Of(kind);
        var header = new CsvHeader();
        for (var i = 0; i < table.Header.Count; i++)
        {
            var name = table.Header[i].Trim();
            if (name.Length == 0)
                header.unnamed.Add(i);
            else if (known.FirstOrDefault(c => c.IsCalled(name)) is not { } column)
                Report(i, $"there is no column `{Shown.Text(name)}` of {kind.DocumentKey()}{NearestName.Suggestion(name, known.Select(c => c.Name))}");
            else if (!header.indices.TryAdd(column, i))
                Report(i, $"the column `{column.Name}` is there already: keep one of the two");
        }

        if (table.Header.Count > 0 && !header.Has(CsvColumns.Name))
            Report(0, "there is no column `name`: each row says by it which object it is");
        if (CsvColumns.Deployment.FirstOrDefault(header.Has) is { } part && !header.Has(CsvColumns.Environment))
            Report(header.indices[part], $"the column `{part.Name}` is of a deployment: add the column `environment`, which says of which");
        header.ReportUnnamed(table, Report);
        return header;

        void Report(int index, string message) => problems.Add(new Diagnostic(DiagnosticCodes.CsvColumns, Severity.Error, message, "", 1, index + 1));
    }

    public bool Has(CsvColumn column) => indices.ContainsKey(column);

    public string Cell(CsvRow row, CsvColumn column) => indices.TryGetValue(column, out var index) ? row.Cell(index) : "";

    /// <summary>The number, from 1, of the column that holds what the pointer means, or else of the first one that holds a part of it; null for none.</summary>
    public int? Locate(IReadOnlyList<CsvColumn> columns, string pointer)
    {
        var holding = columns.Where(c => Has(c) && IsWithin(pointer, c.Pointer)).MaxBy(c => c.Pointer.Length)
            ?? columns.FirstOrDefault(c => Has(c) && pointer.Length > 0 && IsWithin(c.Pointer, pointer));
        return holding is null ? null : indices[holding] + 1;
    }

    private static bool IsWithin(string pointer, string outer) =>
        pointer.StartsWith(outer, StringComparison.Ordinal) && (pointer.Length == outer.Length || pointer[outer.Length] == '/');

    /// <summary>Spreadsheets leave empty columns behind; one that says something must say what.</summary>
    private void ReportUnnamed(CsvTable table, Action<int, string> report)
    {
        foreach (var index in unnamed)
        {
            if (table.Rows.Find(row => row.Cell(index).Length > 0) is { } row)
                report(index, $"this column has no name, and row {row.Number} has a cell in it: name the column, or empty it");
        }
    }
}
