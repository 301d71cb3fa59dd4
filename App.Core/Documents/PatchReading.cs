using System.Collections.Immutable;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents;

/// <summary>What could be made of a patch's text; as with <see cref="PolicyReading"/>, only a reading without errors may be applied.</summary>
public sealed record PatchReading(PolicyPatch Patch, ImmutableArray<Diagnostic> Problems, DocumentLocations Locations)
{
    public bool HasErrors => Problems.Any(p => p.Severity == Severity.Error);
}
