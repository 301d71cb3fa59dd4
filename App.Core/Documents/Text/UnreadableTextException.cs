using AccessConsole.Core.Diagnostics;

namespace AccessConsole.Core.Documents.Text;

/// <summary>Ends the reading of a text that has no tree: nothing beyond this problem could be said about it.</summary>
internal sealed class UnreadableTextException(Diagnostic problem) : Exception(problem.Message)
{
    public Diagnostic Problem { get; } = problem;

    public static UnreadableTextException At(string code, string message, long line, long column) =>
        new(new Diagnostic(code, Severity.Error, message, "", (int)Math.Min(line, int.MaxValue), (int)Math.Min(column, int.MaxValue)));
}
