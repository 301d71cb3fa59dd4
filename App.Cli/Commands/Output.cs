using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AccessConsole.Cli.Commands;

/// <summary>Where a command says what came of it: a sentence, or with <c>-o json</c> an object. Exit codes do not depend on which.</summary>
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
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Output Of(ParseResult arguments) =>
        new(arguments.InvocationConfiguration.Output, arguments.InvocationConfiguration.Error, arguments.GetValue(Option));

    /// <returns>The exit code of success.</returns>
    public int Succeed(string text, JsonObject json)
    {
        results.WriteLine(format == OutputFormat.Json ? json.ToJsonString(Json) : text);
        return Success;
    }

    /// <returns>The exit code of failure.</returns>
    public int Fail(string code, string message)
    {
        if (format == OutputFormat.Json)
            results.WriteLine(new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message } }.ToJsonString(Json));
        else
            errors.WriteLine($"accessctl: {message}");
        return Failure;
    }
}

internal enum OutputFormat
{
    Text,
    Json,
}
