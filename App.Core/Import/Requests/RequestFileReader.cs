using System.Globalization;
using System.Text;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents.Shapes;
using AccessConsole.Core.Documents.Text;

namespace AccessConsole.Core.Import.Requests;

/// <summary>Reads the requests of a text, reporting whatever is wrong with any of them.</summary>
internal sealed class RequestFileReader(ProblemList problems)
{
    private readonly List<FileRequest> requests = [];

    /// <param name="text">UTF-8 that says something.</param>
    /// <exception cref="UnreadableTextException">There is nothing to be made of the text.</exception>
    public List<FileRequest> Read(ReadOnlySpan<byte> text, RequestFormat format)
    {
        switch (format)
        {
            case RequestFormat.Csv:
                ReadTable(CsvTable.Read(text.ToArray(), problems));
                break;
            case RequestFormat.JsonLines:
                ReadLines(text);
                break;
            case RequestFormat.Json:
                var ofJson = new ProblemList();
                ReadTree(JsonTree.Read(text, new TreeBuilder(ofJson)), ofJson);
                break;
            case RequestFormat.Yaml:
                var ofYaml = new ProblemList();
                ReadTree(YamlTree.Read(Encoding.UTF8.GetString(text), new TreeBuilder(ofYaml)), ofYaml);
                break;
        }

        return requests;
    }

    private void ReadTree(DocumentNode? root, ProblemList found)
    {
        var list = root switch
        {
            SequenceNode items => items,
            MappingNode { Members: [{ Name: "requests", Value: SequenceNode items }] } => items,
            _ => null,
        };
        CheckCount(list?.Items.Count ?? 1);
        foreach (var item in list?.Items ?? [root ?? new MappingNode(1, 1)])
            Add(item, item.Line, found);
        var prefix = list?.Pointer ?? "";
        foreach (var problem in found.ToImmutable())
            problems.Add(problem.Pointer.StartsWith(prefix, StringComparison.Ordinal) ? problem with { Pointer = problem.Pointer[prefix.Length..] } : problem);
    }

    private void ReadLines(ReadOnlySpan<byte> text)
    {
        var (line, index) = (0, 0);
        foreach (var range in text.Split((byte)'\n'))
        {
            line++;
            var content = text[range].Trim(" \t\r"u8);
            if (content.IsEmpty)
                continue;
            CheckCount(index + 1);
            var found = new ProblemList();
            try
            {
                Add(JsonTree.Read(content, new TreeBuilder(found))!, line, found);
            }
            catch (UnreadableTextException e)
            {
                found.Add(e.Problem);
            }

            foreach (var problem in found.ToImmutable())
                problems.Add(problem with { Line = line, Pointer = PointerOf(index, problem) });
            index++;
        }
    }

    private void ReadTable(CsvTable table)
    {
        var columns = RequestColumns.Read(table, problems);
        CheckCount(table.Rows.Count);
        // Without its columns, each row would be wrong in the same way.
        if (problems.ErrorCount > 0)
            return;
        foreach (var (index, row) in table.Rows.Index())
        {
            var found = new ProblemList();
            Add(columns.TreeOf(row, found), row.Number, found);
            foreach (var problem in found.ToImmutable())
                problems.Add(problem with { Line = row.Number, Column = columns.Locate(problem.Pointer), Pointer = PointerOf(index, problem) });
        }
    }

    private void Add(DocumentNode node, int line, ProblemList found)
    {
        if (new ValueReader(node, found).Object()?.Whole(RequestShape.Read) is { } request)
            requests.Add(new FileRequest(request, line));
    }

    private static string PointerOf(int index, Diagnostic problem) => string.Create(CultureInfo.InvariantCulture, $"/{index}{problem.Pointer}");

    private static void CheckCount(int count)
    {
        if (count > RequestFile.MaxRequests)
            throw UnreadableTextException.At(DiagnosticCodes.ListTooLong, string.Create(CultureInfo.InvariantCulture, $"the file has more than {RequestFile.MaxRequests:N0} requests: split it up"), 1, 1);
    }
}
