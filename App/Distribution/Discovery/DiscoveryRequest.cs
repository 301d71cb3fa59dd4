using System.Text.Json;

namespace AccessConsole.Distribution.Discovery;

/// <summary>
/// What of a <c>DiscoveryRequest</c> matters here. Everything in it is told, not proved, and held to limits; names of fields are taken as the
/// definitions spell them and in camel case, as protocol buffers in JSON are.
/// </summary>
/// <param name="NodeId">Who asks, as the host's bootstrap names it.</param>
/// <param name="AccessToken">The token in the node's metadata, since Envoy's polling sends no header; it is shown nowhere.</param>
/// <param name="TypeUrl">Empty where the address says it alone.</param>
/// <param name="Version">Of what Envoy applied last; empty before the first time.</param>
/// <param name="Names">The resources asked for, each once and in order; none stands for all.</param>
/// <param name="Error">Why the client refused what it was given last; null where it does not say so. Envoy's own polling never does.</param>
internal sealed record DiscoveryRequest(string NodeId, string Cluster, string? AccessToken, string TypeUrl, string Version, IReadOnlyList<string> Names, string? Error)
{
    private const int MaxDepth = 64;
    private const int MaxNames = 1_000;
    private const int MaxLength = 256;
    private const int MaxNodeLength = 200;

    /// <exception cref="FormatException">The document is not one; the message says what is wrong with it, and quotes nothing of it.</exception>
    public static DiscoveryRequest Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth });
            return Of(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new FormatException("the body is not a DiscoveryRequest in JSON", e);
        }
    }

    // A record's own text would show the token to whatever logs it.
    public override string ToString() => $"{NodeId} asks for {TypeUrl} at `{Version}`";

    private static DiscoveryRequest Of(JsonElement request)
    {
        var node = Member(request, "node", "node");
        var id = Text(node, "id", "id", MaxNodeLength);
        if (string.IsNullOrWhiteSpace(id))
            throw new FormatException("the request has no `node.id`: the bootstrap's `node` must name the enforcement point");
        var names = Member(request, "resource_names", "resourceNames");
        if (names.ValueKind == JsonValueKind.Array && names.GetArrayLength() > MaxNames)
            throw new FormatException($"the request has more than {MaxNames} `resource_names`");
        return new DiscoveryRequest(
            id,
            Text(node, "cluster", "cluster", MaxNodeLength),
            Text(Member(node, "metadata", "metadata"), "access_token", "access_token", MaxLength) is { Length: > 0 } token ? token : null,
            Text(request, "type_url", "typeUrl", MaxLength),
            Text(request, "version_info", "versionInfo", MaxLength),
            names.ValueKind == JsonValueKind.Array ? [.. names.EnumerateArray().Select(n => n.GetString() ?? "").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] : [],
            ErrorOf(Member(request, "error_detail", "errorDetail")));
    }

    private static string? ErrorOf(JsonElement detail)
    {
        if (detail.ValueKind != JsonValueKind.Object)
            return null;
        return Member(detail, "message", "message") is { ValueKind: JsonValueKind.String } message && message.GetString() is { Length: > 0 } text
            ? text
            : "envoy refused the configuration without saying why";
    }

    private static JsonElement Member(JsonElement json, string name, string camelName)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return default;
        return json.TryGetProperty(name, out var value) || json.TryGetProperty(camelName, out value) ? value : default;
    }

    private static string Text(JsonElement json, string name, string camelName, int limit)
    {
        var value = Member(json, name, camelName);
        if (value.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
            return "";
        var text = value.GetString()!;
        return text.Length <= limit ? text : throw new FormatException($"`{name}` is longer than {limit} characters");
    }
}
