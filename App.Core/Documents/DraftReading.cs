using System.Collections.Immutable;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents;

/// <summary>What a text says that a draft is to become; only a reading without errors may be stored.</summary>
/// <param name="Title">Null where it is left out.</param>
/// <param name="Patch">Null where the title alone is said.</param>
public sealed record DraftReading(string? Title, PolicyPatch? Patch, ImmutableArray<Diagnostic> Problems)
{
    public bool HasErrors => Problems.Any(p => p.Severity == Severity.Error);
}
