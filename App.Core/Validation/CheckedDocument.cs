using System.Collections.Immutable;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation;

/// <summary>A document with everything that is wrong with it, in the text's order; without errors it may be used as a policy.</summary>
public sealed record CheckedDocument(PolicyDocument Document, ImmutableArray<Diagnostic> Problems)
{
    public bool HasErrors => Problems.Any(p => p.Severity == Severity.Error);
}
