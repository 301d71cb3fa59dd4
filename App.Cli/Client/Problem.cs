using System.Globalization;
using System.Text.Json.Nodes;
using AccessConsole.Core.Diagnostics;

namespace AccessConsole.Cli.Client;

/// <summary>One problem of a document or a request, found here or by the console.</summary>
/// <param name="Severity"><c>error</c> or <c>warning</c>.</param>
/// <param name="Pointer">JSON pointer; empty for the whole.</param>
internal sealed record Problem(string Code, string Severity, string Message, string Pointer = "", int? Line = null, int? Column = null)
{
    public static Problem Of(Diagnostic diagnostic) => new(
        diagnostic.Code,
        diagnostic.Severity switch { Core.Diagnostics.Severity.Error => "error", Core.Diagnostics.Severity.Warning => "warning" },
        diagnostic.Message,
        diagnostic.Pointer,
        diagnostic.Line,
        diagnostic.Column);

    public static JsonArray ToJson(IEnumerable<Problem> problems) => new([.. problems.Select(p => p.ToJson())]);

    /// <summary>The problem as compilers print them: <c>policy.yaml:12:7: error: … (code)</c>.</summary>
    /// <param name="file">Null where it is of no document.</param>
    public string Text(string? file)
    {
        var place = Line is null ? file : string.Create(CultureInfo.InvariantCulture, $"{file}:{Line}:{Column ?? 1}");
        var pointer = Line is null && Pointer.Length > 0 ? $" at {Pointer}" : "";
        return (string.IsNullOrEmpty(place) ? "" : place + ": ") + $"{Severity}: {Message}{pointer} ({Code})";
    }

    private JsonObject ToJson() => new()
    {
        ["code"] = Code,
        ["severity"] = Severity,
        ["message"] = Message,
        ["pointer"] = Pointer,
        ["line"] = Line,
        ["column"] = Column,
    };
}
