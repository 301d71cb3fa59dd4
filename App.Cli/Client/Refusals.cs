using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AccessConsole.Cli.Client;

/// <summary>Reads refusals: problem+json of the console, or whatever stands between it and here.</summary>
internal static class Refusals
{
    public static ConsoleException Read(ConsoleRequest request, HttpStatusCode status, ReadOnlyMemory<byte> body)
    {
        var refusal = Parse(body);
        // What the console says of a 401 is meant for every client; here the token has one place to come from.
        var said = status == HttpStatusCode.Unauthorized ? null : Text(refusal, "detail");
        return new ConsoleException(Text(refusal, "code") ?? "http", said is null ? $"the console answered {(int)status} to {request}{Remedy(status)}" : said)
        {
            Problems = ProblemsOf(refusal),
            Document = request.Document,
            Refusal = refusal,
        };
    }

    private static JsonObject? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonNode.Parse(body.Span, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonObject? refusal, string member) =>
        refusal?[member] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > 0 ? text.ReplaceLineEndings(" ") : null;

    private static List<Problem>? ProblemsOf(JsonObject? refusal)
    {
        try
        {
            return refusal?["problems"].Deserialize<List<Problem>>(JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Remedy(HttpStatusCode status) => (int)status switch
    {
        401 => ": set ACCESS_TOKEN to an API token that is neither revoked nor expired",
        403 => ": the token's role or environments do not reach so far",
        >= 300 and < 400 => ", a redirect: set ACCESS_SERVER to the address where the console itself answers",
        404 => ": is ACCESS_SERVER the console's address?",
        >= 500 => ": try again, and look into the console's log if it stays so",
        _ => "",
    };
}
