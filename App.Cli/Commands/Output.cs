using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Client;

namespace AccessConsole.Cli.Commands;

/// <summary>Where a command says what came of it: sentences, or with <c>-o json</c> one object. Exit codes do not depend on which.</summary>
internal sealed class Output(TextWriter results, TextWriter errors, OutputFormat format)
{
    public const int Success = 0;
    public const int Failure = 1;

    public static readonly Option<OutputFormat> Option = new("--output", "-o")
    {
        Description = "How to answer: text or json.",
        Recursive = true,
    };

    // Written for terminals and pipes, not into HTML.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Output Of(ParseResult arguments) =>
        new(arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error, arguments.GetValue(Option));

    /// <returns>The exit code of success.</returns>
    public int Succeed(string text, JsonNode json) => Answer(Success, text, json);

    /// <summary>Says an answer that the exit code is part of: pending changes and denials are no failures.</summary>
    /// <returns>The exit code.</returns>
    public int Answer(int exitCode, string text, JsonNode json)
    {
        results.WriteLine(format == OutputFormat.Json ? json.ToJsonString(Json) : Terminal.Shown(text));
        return exitCode;
    }

    /// <summary>Says several things at once, of which more may come: sentences for a person, for a program each as an object on a line of its own.</summary>
    public void Each(string text, IEnumerable<JsonNode> items)
    {
        if (format == OutputFormat.Text)
            results.WriteLine(Terminal.Shown(text));
        else
        {
            foreach (var item in items)
                results.WriteLine(item.ToJsonString(Json));
        }
    }

    /// <summary>Tells a person something beside the answer; programs find it in the object.</summary>
    public void Note(string text)
    {
        if (format == OutputFormat.Text)
            errors.WriteLine(Terminal.Shown(text));
    }

    /// <summary>Lists a document's problems for a person, one a line; programs find them in the object.</summary>
    public void List(string? file, IEnumerable<Problem> problems)
    {
        foreach (var problem in problems)
            Note(problem.Text(file));
    }

    /// <param name="problems">Everything that is wrong, where the failure is of a document or a request.</param>
    /// <param name="file">The document's name.</param>
    /// <returns>The exit code of failure.</returns>
    public int Fail(string code, string message, IReadOnlyList<Problem>? problems = null, string? file = null)
    {
        if (format == OutputFormat.Json)
            results.WriteLine(new JsonObject { ["error"] = Error(code, message, problems) }.ToJsonString(Json));
        List(file, problems ?? []);
        Note($"accessctl: {message}");
        return Failure;
    }

    private static JsonObject Error(string code, string message, IReadOnlyList<Problem>? problems)
    {
        var error = new JsonObject { ["code"] = code, ["message"] = message };
        if (problems is not null)
            error["problems"] = Problem.ToJson(problems);
        return error;
    }
}

internal enum OutputFormat
{
    Text,
    Json,
}
