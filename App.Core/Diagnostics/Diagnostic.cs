namespace AccessConsole.Core.Diagnostics;

/// <summary>One problem of a document, a policy or a compilation, as its author should read it.</summary>
/// <param name="Code">One of <see cref="DiagnosticCodes"/>; stable, for machines.</param>
/// <param name="Severity">Errors block; warnings are shown.</param>
/// <param name="Message">Lower-case, no final stop, the author's words in backticks, says what to change.</param>
/// <param name="Pointer">JSON pointer (RFC 6901) into the document, such as <c>/grants/3/when/branches/0</c>; empty for the whole.</param>
/// <param name="Line">1-based line in the text read; null where there was no text.</param>
/// <param name="Column">1-based column in the text read; null where there was no text.</param>
public sealed record Diagnostic(string Code, Severity Severity, string Message, string Pointer = "", int? Line = null, int? Column = null);

public enum Severity
{
    Error,
    Warning,
}
