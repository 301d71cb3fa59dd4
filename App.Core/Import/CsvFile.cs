using System.Text;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Documents.Shapes;
using AccessConsole.Core.Documents.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Import;

/// <summary>Objects of one kind as CSV: what is written is what is read.</summary>
public static class CsvFile
{
    /// <summary>The kinds that have a CSV form, in the order in which they are offered.</summary>
    public static IReadOnlyList<PolicyKind> Kinds { get; } = [PolicyKind.Grant, PolicyKind.Pipeline, PolicyKind.Workload, PolicyKind.Service];

    /// <summary>The columns of a kind for people: name, meaning, and whether a new object must have it.</summary>
    public static IEnumerable<(string Name, string Meaning, bool IsRequired)> ColumnsOf(PolicyKind kind) =>
        CsvColumns.Of(kind).Select(c => (c.Name, c.Meaning, c.IsRequired));

    public static string Header(PolicyKind kind) => Csv.Line([.. CsvColumns.Of(kind).Select(c => c.Name)]);

    /// <summary>The rows of one object: one, or one for each deployment of a service.</summary>
    public static string Rows(PolicyObject value)
    {
        var tree = PolicyShape.Write(value);
        return value is Service ? ServiceRows(tree) : Csv.Line([.. CsvColumns.Of(value.Kind).Select(c => CsvCells.Write(c.Kind, c.Find(tree)))]);
    }

    private static string ServiceRows(MappingNode service)
    {
        string[] alone = [.. CsvColumns.ServiceAlone.Select(c => CsvCells.Write(c.Kind, c.Find(service)))];
        if (service.Find("deployments")?.Value is not SequenceNode deployments)
            return Csv.Line([.. alone, .. CsvColumns.Deployment.Select(_ => "")]);
        var rows = new StringBuilder();
        foreach (var deployment in deployments.Items.Cast<MappingNode>())
            rows.Append(Csv.Line([.. alone, .. CsvColumns.Deployment.Select(c => CsvCells.Write(c.Kind, c.Find(deployment)))]));
        return rows.ToString();
    }
}
