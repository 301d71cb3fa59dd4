using System.Globalization;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Shapes;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Import;

/// <summary>
/// Reads the objects of a table. Each row becomes the tree that the object has in a document; what the table has no column for is taken from
/// the object of the name that stands.
/// </summary>
internal sealed class CsvObjects
{
    private readonly PolicyKind kind;
    private readonly PolicyObjects basis;
    private readonly ProblemList problems;
    private readonly CsvTable table;
    private readonly CsvHeader header;
    private readonly IReadOnlyList<CsvColumn> columns;
    private readonly bool isWhole;
    private readonly SequenceNode items = new();
    private readonly List<CsvPlace> places = [];

    private CsvObjects(PolicyKind kind, ReadOnlyMemory<byte> text, PolicyObjects basis, ProblemList problems)
    {
        (this.kind, this.basis, this.problems) = (kind, basis, problems);
        columns = kind == PolicyKind.Service ? CsvColumns.ServiceAlone : CsvColumns.Of(kind);
        table = CsvTable.Read(text, problems);
        header = CsvHeader.Read(kind, table, problems);
        // A service has deployments that the table need not name.
        isWhole = kind != PolicyKind.Service && columns.All(header.Has);
    }

    public static ImportFile Read(PolicyKind kind, ReadOnlyMemory<byte> text, PolicyObjects basis)
    {
        var problems = new ProblemList();
        var reading = new CsvObjects(kind, text, basis, problems);
        var objects = problems.ErrorCount == 0 ? reading.ReadObjects() : [];
        return new ImportFile(objects, [.. problems.ToImmutable().Select(reading.Locate).OrderBy(p => p.Line).ThenBy(p => p.Column)], [.. reading.table.Header], reading.Locate);
    }

    private List<PolicyObject> ReadObjects()
    {
        if (kind == PolicyKind.Service)
            AddServices();
        else
            AddRows();
        var root = new MappingNode();
        root.Add(new Member(kind.DocumentKey(), items));
        return DocumentShape.ReadObjects(new ObjectReader(root, problems));
    }

    private void AddRows()
    {
        var rows = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in table.Rows)
        {
            var name = NameOf(row);
            if (name.Length > 0 && !rows.TryAdd(name, row.Number))
            {
                Duplicate(DiagnosticCodes.NameDuplicate, row, $"{new PolicyReference(kind, Shown.Text(name))} is in row {rows[name]} already: keep one of the two");
                continue;
            }

            var value = new MappingNode();
            // So that a grant for nobody is told that, and not that something is missing of which a file says nothing.
            if (kind == PolicyKind.Grant)
                value.Add(new Member("principals", new MappingNode()));
            Fill(value, row, columns, Standing(name), $"/{kind.DocumentKey()}/{places.Count}");
            Add(value, new CsvPlace(row, []));
        }
    }

    private void AddServices()
    {
        foreach (var rows in table.Rows.GroupBy(NameOf, StringComparer.Ordinal))
        {
            var first = rows.First();
            var standing = Standing(rows.Key);
            var pointer = $"/{kind.DocumentKey()}/{places.Count}";
            var value = new MappingNode();
            Fill(value, LabelledRow(rows), columns, standing, pointer);
            var deployments = new CsvDeployments(header, table, problems);
            deployments.Add(rows, standing, (deployment, row, basis, index) => Fill(deployment, row, CsvColumns.Deployment, basis, $"{pointer}/deployments/{index}"));
            if (deployments.Items.Items.Count > 0)
                value.Add(new Member("deployments", deployments.Items));
            Add(value, new CsvPlace(first, deployments.Rows));
        }
    }

    /// <summary>The first row that has the service's labels; other rows leave them empty or repeat them.</summary>
    private CsvRow LabelledRow(IEnumerable<CsvRow> rows)
    {
        var labels = CsvColumns.ServiceAlone[1];
        var labelled = rows.FirstOrDefault(row => header.Cell(row, labels).Length > 0) ?? rows.First();
        foreach (var row in rows.Where(row => header.Cell(row, labels) is { Length: > 0 } cell && cell != header.Cell(labelled, labels)))
            problems.Add(new Diagnostic(DiagnosticCodes.LabelsInvalid, Severity.Error, $"the service has other labels in row {labelled.Number}: repeat those, or leave the cell empty", "", row.Number, header.Locate(columns, labels.Pointer)));
        return labelled;
    }

    private void Fill(MappingNode value, CsvRow row, IReadOnlyList<CsvColumn> wanted, MappingNode? standing, string pointer)
    {
        foreach (var column in wanted)
        {
            if (!header.Has(column))
            {
                column.Put(value, standing is null ? null : column.Find(standing));
                continue;
            }

            var cell = header.Cell(row, column);
            if (Characters.FirstRefused(cell) is { } refused)
                Refuse(DiagnosticCodes.TextCharacter, $"the text holds the character {Characters.Show(refused)}: control and direction characters are refused");
            else
                column.Put(value, CsvCells.Read(column.Kind, cell, message => problems.Add(new Diagnostic(DiagnosticCodes.WrongType, Severity.Error, message, pointer + column.Pointer))));

            void Refuse(string code, string message)
            {
                problems.Add(new Diagnostic(code, Severity.Error, message, pointer + column.Pointer));
                column.Put(value, new ScalarNode(ScalarKind.Refused, ""));
            }
        }
    }

    private void Add(MappingNode value, CsvPlace place)
    {
        items.Add(value);
        places.Add(place);
    }

    private string NameOf(CsvRow row) => header.Cell(row, CsvColumns.Name).Trim(' ');

    /// <summary>What stands under the name, where the table does not say all of it.</summary>
    private MappingNode? Standing(string name) => isWhole ? null : basis.Find(new PolicyReference(kind, name)) is { } standing ? PolicyShape.Write(standing) : null;

    private void Duplicate(string code, CsvRow row, string message) =>
        problems.Add(new Diagnostic(code, Severity.Error, message, "", row.Number, header.Locate(columns, CsvColumns.Name.Pointer)));

    /// <summary>The problem with the row and the column of what its pointer means.</summary>
    private Diagnostic Locate(Diagnostic problem)
    {
        var steps = problem.Pointer.Split('/', 4);
        if (problem.Line > 0 || steps.Length < 3 || !int.TryParse(steps[2], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= places.Count)
            return problem with { Line = problem.Line > 0 ? problem.Line : null, Column = problem.Line > 0 ? problem.Column : null };
        var rest = steps.Length > 3 ? "/" + steps[3] : "";
        var (row, held, pointer) = places[index].Find(rest, columns);
        return problem with { Line = row.Number, Column = header.Locate(held, pointer) ?? header.Locate(columns, CsvColumns.Name.Pointer) };
    }
}
