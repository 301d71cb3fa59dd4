using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Text;

namespace AccessConsole.Core.Import;

/// <summary>The deployments of one service: those that stand, with what rows say of them, and those that rows add.</summary>
internal sealed class CsvDeployments(CsvHeader header, CsvTable table, ProblemList problems)
{
    private readonly List<CsvRow?> rows = [];

    public SequenceNode Items { get; } = new();

    public IReadOnlyList<CsvRow?> Rows => rows;

    /// <param name="fill">Fills a deployment from its row and from what stands, given its place in the list.</param>
    public void Add(IEnumerable<CsvRow> serviceRows, MappingNode? standing, Action<MappingNode, CsvRow, MappingNode?, int> fill)
    {
        var named = ByEnvironment(serviceRows);
        if (standing?.Find("deployments")?.Value is SequenceNode list)
        {
            foreach (var former in list.Items.Cast<MappingNode>())
            {
                var environment = CsvColumns.Environment.Find(former) is ScalarNode name ? name.Text : "";
                Add(named.Remove(environment, out var row) ? Filled(row, former) : former, row);
            }
        }

        foreach (var row in named.Values.OrderBy(row => row.Number))
            Add(Filled(row, null), row);

        MappingNode Filled(CsvRow row, MappingNode? former)
        {
            var deployment = new MappingNode();
            fill(deployment, row, former, rows.Count);
            return deployment;
        }
    }

    private void Add(MappingNode deployment, CsvRow? row)
    {
        Items.Add(deployment);
        rows.Add(row);
    }

    /// <summary>Rows that say nothing of a deployment are of the service alone.</summary>
    private Dictionary<string, CsvRow> ByEnvironment(IEnumerable<CsvRow> serviceRows)
    {
        var named = new Dictionary<string, CsvRow>(StringComparer.Ordinal);
        foreach (var row in serviceRows.Where(row => CsvColumns.Deployment.Any(c => header.Cell(row, c).Length > 0)))
        {
            var environment = header.Cell(row, CsvColumns.Environment).Trim(' ');
            if (!named.TryAdd(environment, row))
            {
                problems.Add(new Diagnostic(
                    DiagnosticCodes.DeploymentDuplicate, Severity.Error, $"the service's deployment in `{Shown.Text(environment)}` is in row {named[environment].Number} already: keep one of the two",
                    "", row.Number, header.Locate(CsvColumns.Deployment, CsvColumns.Environment.Pointer) ?? Math.Max(1, table.Header.Count)));
            }
        }

        return named;
    }
}
