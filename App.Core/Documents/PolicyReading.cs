using System.Collections.Immutable;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Documents;

/// <summary>What could be made of a text.</summary>
/// <param name="Document">
/// Every object that was found. One with an unreadable member is there all the same, with a harmless value in its place, so that its other
/// problems and the references to it can be judged in the same pass; only a reading without errors may be used as a policy.
/// </param>
/// <param name="Problems">In the text's order, with line and column.</param>
/// <param name="Locations">Where the text's values stand, for what is found later.</param>
public sealed record PolicyReading(PolicyDocument Document, ImmutableArray<Diagnostic> Problems, DocumentLocations Locations)
{
    public bool HasErrors => Problems.Any(p => p.Severity == Severity.Error);
}
