using System.Collections.Immutable;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Validation;

/// <summary>A document with everything that is wrong with it, in the text's order; without errors it may be used as a policy.</summary>
public sealed record CheckedDocument(PolicyDocument Document, ImmutableArray<Diagnostic> Problems)
{
    /// <summary>Gives a problem of the document its line and column.</summary>
    public required Func<Diagnostic, Diagnostic> Locate { get; init; }

    public bool HasErrors => Problems.Any(p => p.Severity == Severity.Error);
}
