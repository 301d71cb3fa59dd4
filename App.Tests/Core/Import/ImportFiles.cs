using System.Text;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Documents;
using AccessConsole.Core.Import;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Core.Validation;

namespace AccessConsole.Tests.Core.Import;

/// <summary>Files against <see cref="ValidPolicy"/>.</summary>
internal static class ImportFiles
{
    public static readonly PolicySet Basis = PolicySet.Of(ValidPolicy.Check(ValidPolicy.Text).Document);

    public static ImportPlan Csv(PolicyKind kind, string text, PolicySet? basis = null) =>
        Plan(ImportFile.ReadCsv(kind, Encoding.UTF8.GetBytes(text), (basis ?? Basis).Objects), basis);

    public static ImportPlan Document(string yaml, bool removesMissing = false, PolicySet? basis = null) =>
        Plan(ImportFile.ReadDocument(Encoding.UTF8.GetBytes(yaml), DocumentFormat.Yaml), basis, removesMissing);

    public static Diagnostic[] Errors(this ImportPlan plan) => [.. plan.Problems.Where(p => p.Severity == Severity.Error)];

    public static ImportVerdict Of(this ImportPlan plan, string name) => plan.Entries.Single(e => e.Reference.Name == name).Verdict;

    private static ImportPlan Plan(ImportFile file, PolicySet? basis, bool removesMissing = false) =>
        ImportPlanner.Plan(basis ?? Basis, file, removesMissing, ValidPolicy.Options, Guid.NewGuid);
}
