using System.CommandLine;
using System.Globalization;
using AccessConsole.Cli.Client;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Import;
using AccessConsole.Core.Model;

namespace AccessConsole.Cli.Commands.Policy;

/// <summary><c>accessctl import</c>: puts a file's objects into a draft by their names; what the file does not speak of stays.</summary>
internal static class ImportCommand
{
    private const int Changes = 2;

    private static readonly string Kinds = string.Join(", ", CsvFile.Kinds.Select(k => k.DocumentKey()));

    public static Command Create(Surroundings around)
    {
        var file = new Argument<string>("FILE") { Description = "A CSV file of one kind, or a YAML or JSON document with any part of a policy; `-` reads standard input." };
        var kind = new Option<string?>("--kind") { Description = $"What the rows of a CSV file are: {Kinds}. Without, the file is a document." };
        var removeMissing = new Option<bool>("--remove-missing") { Description = "Remove what the document lacks, of the kinds that it has." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Say what the import would do, and store nothing." };
        var ifMatch = new Option<int?>("--if-match") { Description = "The revision that the file was made from: refuse if it is not the newest any more." };
        var command = new Command("import", "Put the objects of a file into a draft, by their names. Exit 0 done or nothing to do, with --dry-run 2 changes, 1 error.") { file, kind, removeMissing, dryRun, ifMatch };
        return command.Does(async call =>
        {
            var asked = new Asked(call.Arguments.GetValue(kind), call.Arguments.GetValue(removeMissing), call.Arguments.GetValue(dryRun), call.Arguments.GetValue(ifMatch));
            var path = call.Arguments.GetRequiredValue(file);
            asked.Check(path);
            var input = await InputFile.ReadAsync(path, around, ImportFile.MaxBytes, "a file to import", call.CancellationToken);
            using var api = ConsoleApi.Connect(around);
            return Report(call.Output, asked, input.Name, await api.SendAsync(asked.Request(input, path), call.CancellationToken));
        });
    }

    private static int Report(Output output, Asked asked, string file, ConsoleAnswer answer)
    {
        var import = answer.Read<ImportAnswer>();
        output.List(file, import.Problems);
        return output.Answer(asked.IsDryRun && import.Total > 0 ? Changes : Output.Success, string.Join('\n', Lines(import)), answer.Json);
    }

    private static IEnumerable<string> Lines(ImportAnswer import)
    {
        foreach (var change in import.Changes)
            yield return $"{change.Change,-7} {change.Kind} `{change.Name}`{(change.Line is { } line ? string.Create(CultureInfo.InvariantCulture, $", line {line}") : "")}";
        if (import.Total > import.Changes.Length)
            yield return string.Create(CultureInfo.InvariantCulture, $"and {import.Total - import.Changes.Length} more");
        yield return string.Create(CultureInfo.InvariantCulture, $"against revision {import.Revision}: {import.Added} added, {import.Changed} changed, {import.Unchanged} unchanged, {import.Removed} removed");
        if (import.Draft is { } draft)
            yield return $"draft {draft} is made and not in force";
    }

    private sealed record Asked(string? Kind, bool RemovesMissing, bool IsDryRun, int? IfMatch)
    {
        /// <exception cref="FormatException">What was asked for cannot be.</exception>
        public void Check(string path)
        {
            if (Kind is not null && CsvFile.Kinds.All(k => k.DocumentKey() != Kind))
                throw new FormatException($"--kind is `{Kind}`: say one of {Kinds}; anything else comes as a document");
            if (Kind is null && path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase))
                throw new FormatException($"`{path}` is a CSV file: say with --kind what its rows are, one of {Kinds}");
            if (Kind is not null && RemovesMissing)
                throw new FormatException("a CSV file removes nothing: leave --remove-missing out, or give a document");
            if (IfMatch is < 0)
                throw new FormatException("--if-match is below zero: give a revision");
        }

        public ConsoleRequest Request(InputFile file, string path) => new(HttpMethod.Post, Address)
        {
            Body = file.Text,
            ContentType = Kind is not null ? "text/csv" : PolicyFile.ContentTypeOf(file.IsJson(path) ? DocumentFormat.Json : DocumentFormat.Yaml),
            IfMatch = IfMatch,
            Document = file.Name,
        };

        private string Address
        {
            get
            {
                var query = Kind is not null ? $"?kind={Kind}" : RemovesMissing ? "?removeMissing=true" : "";
                return $"api/v1/policy/import{(IsDryRun ? "/check" : "")}{query}";
            }
        }
    }
}
