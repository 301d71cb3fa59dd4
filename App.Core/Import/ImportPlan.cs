using System.Collections.Immutable;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Import;

/// <summary>What an import would do.</summary>
/// <param name="Entries">In the file's order; what is removed comes last.</param>
/// <param name="Patch">What the draft would hold; without meaning where there are errors.</param>
/// <param name="Problems">Of the file and of the policy that it would make, in the file's order.</param>
public sealed record ImportPlan(ImmutableArray<ImportEntry> Entries, PolicyPatch Patch, ImmutableArray<Diagnostic> Problems)
{
    public bool HasErrors => Problems.Any(p => p.Severity == Severity.Error);

    public int CountOf(ImportVerdict verdict) => Entries.Count(e => e.Verdict == verdict);
}
