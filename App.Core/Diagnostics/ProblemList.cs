using System.Collections.Immutable;

namespace AccessConsole.Core.Diagnostics;

/// <summary>Collects problems up to a number that a person could still read, errors and warnings apart.</summary>
internal sealed class ProblemList
{
    public const int MaxPerSeverity = 1_000;

    private readonly List<Diagnostic> problems = [];
    private int errors;
    private int warnings;

    public int ErrorCount => errors;

    public void Add(Diagnostic problem) => Add(problem.Severity, () => problem);

    /// <param name="problem">Asked only for what is listed.</param>
    public void Add(Severity severity, Func<Diagnostic> problem)
    {
        var count = severity == Severity.Error ? ++errors : ++warnings;
        if (count <= MaxPerSeverity)
            problems.Add(problem());
        else if (count == MaxPerSeverity + 1)
            problems.Add(Truncation(severity));
    }

    public ImmutableArray<Diagnostic> ToImmutable() => [.. problems];

    private static Diagnostic Truncation(Severity severity) => new(
        DiagnosticCodes.TooManyProblems, severity, $"more than {MaxPerSeverity} {(severity == Severity.Error ? "errors" : "warnings")}: the rest is not listed");
}
