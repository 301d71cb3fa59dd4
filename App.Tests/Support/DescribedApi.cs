using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;

namespace AccessConsole.Tests.Support;

/// <summary>
/// The served description of the API, held against what the API answers: status, media type, headers that matter, and the body by its schema. A member that
/// the schema does not name is a mistake of the description.
/// </summary>
public sealed partial class DescribedApi
{
    private const string Root = "https://console.test/description";
    private const string Components = "#/components/schemas/";
    private const string Definitions = Root + "#/$defs/";

    private static readonly string[] Methods = ["get", "head", "post", "put", "patch", "delete", "options"];
    private static readonly string[] HeadersThatMatter =
    [
        "ETag", "Location", "Link", "Retry-After", "Content-Disposition", "Accept", "WWW-Authenticate",
        "Access-Revision", "Repr-Digest", "Access-Freshness", "X-Access-Reason", "X-Access-Revision", "X-Access-Principal", "X-Access-Grant",
    ];

    private static readonly string[] HeadersAlwaysGiven = ["ETag", "Location", "Content-Disposition"];

    private readonly JsonNode document;
    private readonly List<Operation> operations = [];
    private readonly Dictionary<JsonNode, JsonSchema> read = [];
    private readonly EvaluationOptions options = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    public DescribedApi(JsonNode document)
    {
        this.document = document;
        var definitions = new JsonObject();
        foreach (var (name, schema) in document["components"]!["schemas"]!.AsObject())
            definitions[name] = Closed(schema!);
        var all = JsonSchema.FromText(new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["$id"] = Root, ["$defs"] = definitions }.ToJsonString());
        options.SchemaRegistry.Register(new Uri(Root), all);
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject().Where(member => Methods.Contains(member.Key)))
                operations.Add(new Operation(method.ToUpperInvariant(), path, PatternOf(path), operation!));
        }
    }

    /// <returns>What is wrong with the description of this answer; null where nothing is.</returns>
    public string? FindMistake(HttpMethod method, string path, bool isByToken, HttpStatusCode status, HttpResponseHeaders headers, HttpContentHeaders contentHeaders, byte[] body)
    {
        var name = $"{method} {path} answered {(int)status}";
        // Routing does not mind a slash at the end.
        var operation = operations.Where(o => o.Method == method.Method && o.Pattern.IsMatch(path.TrimEnd('/'))).MinBy(o => o.Path.Count(c => c == '{'));
        if (operation is null)
            return status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed ? null : $"{name}, and no operation is described there";
        if (Followed(operation.Described["responses"]![((int)status).ToString(System.Globalization.CultureInfo.InvariantCulture)]) is not { } response)
            return $"{name}, which `{operation.Described["operationId"]}` does not list";
        if (isByToken && (int)status < 300 && operation.Described["security"]!.AsArray() is { Count: > 0 } security && !security.Any(way => way!["bearer"] is not null))
            return $"{name} to a token, and is described as of sessions only";
        return FindMistake(response, headers, contentHeaders) is { } mistake ? $"{name}: {mistake}"
            : FindMistake(response, contentHeaders.ContentType?.MediaType, body) is { } other ? $"{name}: {other}: {System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 2000)))}"
            : null;
    }

    private static string? FindMistake(JsonNode response, HttpResponseHeaders headers, HttpContentHeaders contentHeaders)
    {
        foreach (var name in HeadersThatMatter)
        {
            var isGiven = headers.NonValidated.Contains(name) || contentHeaders.NonValidated.Contains(name);
            var isDescribed = response["headers"]?[name] is not null;
            if (isGiven && !isDescribed)
                return $"the header `{name}` is not described";
            if (isDescribed && !isGiven && HeadersAlwaysGiven.Contains(name))
                return $"the header `{name}` is described and was not given";
        }

        return null;
    }

    private string? FindMistake(JsonNode response, string? mediaType, byte[] body)
    {
        if (response["content"] is not JsonObject content)
            return body.Length == 0 ? null : "a body that is not described";
        if (mediaType is null && body.Length == 0 && response["x-body-optional"] is not null)
            return null;
        if (mediaType is null || content[mediaType]?["schema"] is not { } schema)
            return $"the media type {mediaType ?? "none"} is not described";
        if (!mediaType.EndsWith("json", StringComparison.Ordinal))
            return null;
        // Resources of Envoy are deep.
        using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 512 });
        EvaluationResults found;
        // Schemas keep what they learnt of an evaluation for the next one.
        lock (read)
        {
            if (!read.TryGetValue(schema, out var known))
                read.Add(schema, known = JsonSchema.FromText(Closed(schema).ToJsonString()));
            found = known.Evaluate(json.RootElement, options);
        }

        return found.IsValid ? null : string.Join("; ", found.Details.Where(d => d.HasErrors).SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation} {e.Key}: {e.Value}")).Take(5));
    }

    /// <summary>The schema, closed to members that it does not name, with its references made absolute.</summary>
    private static JsonNode Closed(JsonNode schema)
    {
        var copy = schema.DeepClone();
        Close(copy);
        return copy;
    }

    private static void Close(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            foreach (var item in items)
                Close(item);
        }

        if (node is not JsonObject schema)
            return;
        if (schema["$ref"] is JsonValue reference && reference.GetValue<string>() is { } target && target.StartsWith(Components, StringComparison.Ordinal))
            schema["$ref"] = Definitions + target[Components.Length..];
        if (schema["properties"] is JsonObject && schema["type"] is not null && !schema.ContainsKey("additionalProperties"))
            schema["additionalProperties"] = false;
        foreach (var (_, member) in schema.ToArray())
            Close(member);
    }

    /// <summary>What stands under components where it is only referred to.</summary>
    private JsonNode? Followed(JsonNode? node)
    {
        if (node?["$ref"] is not JsonValue reference)
            return node;
        var found = document;
        foreach (var part in reference.GetValue<string>().Split('/').Skip(1))
            found = found[part]!;
        return found;
    }

    /// <summary>A parameter is one segment; one called <c>path</c> is all the rest.</summary>
    private static Regex PatternOf(string path) =>
        new($"^{Parameter().Replace(path.Replace("{path}", ".*", StringComparison.Ordinal), "[^/]+")}$", RegexOptions.CultureInvariant);

    [GeneratedRegex("{[^}]+}")]
    private static partial Regex Parameter();

    private sealed record Operation(string Method, string Path, Regex Pattern, JsonNode Described);
}
