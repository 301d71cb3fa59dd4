using System.Text;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Text;

namespace AccessConsole.Core.Import.Requests;

/// <summary>The columns of a CSV file of requests: the members of a request, and what a download of decisions adds, which is passed over.</summary>
internal sealed class RequestColumns
{
    private readonly Dictionary<string, int> indices = new(StringComparer.Ordinal);

    private RequestColumns()
    {
    }

    public static RequestColumns Read(CsvTable table, ProblemList problems)
    {
        var columns = new RequestColumns();
        foreach (var (i, cell) in table.Header.Index())
        {
            var name = cell.Trim();
            if (name.Length == 0 || DecisionSheet.Additions.Contains(name, StringComparer.OrdinalIgnoreCase))
                continue;
            if (DecisionSheet.Members.FirstOrDefault(m => string.Equals(m, name, StringComparison.OrdinalIgnoreCase)) is not { } member)
                Report(i, $"there is no column `{Shown.Text(name)}` of a request{NearestName.Suggestion(name, DecisionSheet.Members)}");
            else if (!columns.indices.TryAdd(member, i))
                Report(i, $"the column `{member}` is there already: keep one of the two");
        }

        return columns;

        void Report(int index, string message) => problems.Add(new Diagnostic(DiagnosticCodes.CsvColumns, Severity.Error, message, "", 1, index + 1));
    }

    /// <summary>The row as a document would have it; what an empty cell stands for is absent.</summary>
    public MappingNode TreeOf(CsvRow row, ProblemList problems)
    {
        var request = new MappingNode();
        foreach (var (member, index) in indices)
        {
            var cell = row.Cell(index);
            if (cell.Length > 0)
                request.Add(new Member(member, member == "claims" ? Claims(cell, problems) : new ScalarNode(ScalarKind.Text, cell)));
        }

        return request;
    }

    /// <summary>The number, from 1, of the column that holds what a pointer from the request on means; null for none.</summary>
    public int? Locate(string pointer) => pointer.Split('/') is [_, var member, ..] && indices.TryGetValue(member, out var index) ? index + 1 : null;

    private static DocumentNode Claims(string cell, ProblemList problems)
    {
        try
        {
            return JsonTree.Read(Encoding.UTF8.GetBytes(cell), new TreeBuilder(problems))!;
        }
        catch (UnreadableTextException e)
        {
            problems.Add(e.Problem with { Pointer = "/claims" });
            return new ScalarNode(ScalarKind.Refused, "");
        }
    }
}
