using System.Text.Json.Serialization;

namespace AccessConsole.Api.Describing;

/// <summary>An error (RFC 9457). Programs go by <c>code</c>, which is stable; <c>detail</c> says to people what to do.</summary>
/// <param name="Type">An address that describes the status; left out where there is none.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The status code of the answer.</param>
/// <param name="Detail">What is wrong, and what to change.</param>
/// <param name="Code">The kind of error, such as <c>base_moved</c>.</param>
/// <param name="Problems">Everything that is wrong with what was sent, at once; left out where the detail says it all.</param>
/// <param name="Draft">The draft that a change was kept as, where it waits for approvals.</param>
/// <param name="TraceId">Names the request in the console's log.</param>
public sealed record ProblemDocumentJson(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Type, string Title, int Status, string Detail, string Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ProblemJson>? Problems,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Guid? Draft,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TraceId)
{
    public const string MediaType = "application/problem+json";
}
