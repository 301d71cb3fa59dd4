using System.Text.Json;
using AccessConsole.Core.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace AccessConsole.Api;

/// <summary>Every error of the management API: problem+json (RFC 9457) with a stable code and a sentence that says what to do.</summary>
public static class Problems
{
    public static ProblemHttpResult Of(int status, string code, string detail, IEnumerable<Diagnostic>? problems = null)
    {
        var extensions = new Dictionary<string, object?> { ["code"] = code };
        if (problems is not null)
            extensions["problems"] = problems.Select(ToJson).ToArray();
        return TypedResults.Problem(detail, statusCode: status, extensions: extensions);
    }

    public static ProblemHttpResult NotFound(string what) => Of(StatusCodes.Status404NotFound, "not_found", $"there is no {what}");

    public static ProblemHttpResult BadRequest(string detail, IEnumerable<Diagnostic>? problems = null) =>
        Of(StatusCodes.Status400BadRequest, "malformed", detail, problems);

    /// <summary>A refusal of the endpoint's own, which is recorded.</summary>
    public static ForbiddenResult Forbidden(string detail) => new ForbiddenResult(detail);

    /// <summary>A refusal that was recorded where it was decided.</summary>
    public static ProblemHttpResult Refused(string detail) => Of(StatusCodes.Status403Forbidden, "forbidden", detail);

    /// <param name="methods">Those that the address takes.</param>
    public static ProblemHttpResult UnknownMethod(HttpContext context, IEnumerable<string> methods)
    {
        context.Response.Headers.Allow = string.Join(", ", methods);
        return Of(StatusCodes.Status405MethodNotAllowed, "method_not_allowed", $"this address answers {context.Response.Headers.Allow}");
    }

    /// <param name="types">Those that the endpoint takes.</param>
    public static ProblemHttpResult UnsupportedType(HttpContext context, IReadOnlyList<string> types)
    {
        context.Response.Headers.Accept = string.Join(", ", types);
        return Of(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", $"say by `Content-Type` of which of these types the body is, and send it so: {string.Join(", ", types)}");
    }

    public static Task WriteAsync(HttpContext context, int status, string code, string detail) => Of(status, code, detail).ExecuteAsync(context);

    /// <summary>The shape of one problem on the wire.</summary>
    public static ProblemJson ToJson(Diagnostic problem) => new(
        problem.Code, JsonNamingPolicy.CamelCase.ConvertName(problem.Severity.ToString()), problem.Message, problem.Pointer, problem.Line, problem.Column);
}

/// <summary>One problem of a document: a code for machines, a sentence for people, and where it stands.</summary>
/// <param name="Code">Names the kind of problem, for programs.</param>
/// <param name="Severity"><c>error</c> or <c>warning</c>.</param>
/// <param name="Message">What is wrong, and what to change.</param>
/// <param name="Pointer">Where in what was sent, as a JSON pointer; empty for the whole.</param>
/// <param name="Line">The line, where it was text.</param>
/// <param name="Column">The column, where it was text.</param>
public sealed record ProblemJson(string Code, string Severity, string Message, string Pointer, int? Line, int? Column);
