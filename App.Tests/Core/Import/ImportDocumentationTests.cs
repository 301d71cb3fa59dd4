using AccessConsole.Core.Import;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Core.Import;

public sealed class ImportDocumentationTests
{
    [Fact]
    public void EveryColumn_IsInTheDocumentation()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "docs", "import.md"));
        foreach (var (name, meaning, isRequired) in CsvFile.Kinds.SelectMany(CsvFile.ColumnsOf))
            Assert.Contains($"| `{name}`{(isRequired ? " (required)" : "")} | {meaning} |", text, StringComparison.Ordinal);
    }
}
