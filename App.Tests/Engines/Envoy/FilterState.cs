using System.Text.Json;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>What filters know of one request: headers as they stand, and what the filters before left.</summary>
internal sealed class FilterState(EnvoyRequest request)
{
    private readonly List<KeyValuePair<string, string>> headers =
    [
        new(":path", request.Target), new(":method", request.Method), .. request.Headers.Select(h => KeyValuePair.Create(h.Key.ToLowerInvariant(), h.Value)),
    ];

    public EnvoyRequest Request => request;

    /// <summary>Dynamic metadata by filter, and in it by the key that the filter was told to use.</summary>
    public Dictionary<string, Dictionary<string, JsonElement>> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>The virtual host that the request was routed to.</summary>
    public JsonElement VirtualHost { get; set; }

    /// <summary>Leaves text for later filters.</summary>
    public void Leave(string filter, string key, string text)
    {
        if (!Metadata.TryGetValue(filter, out var left))
            Metadata[filter] = left = new(StringComparer.Ordinal);
        left[key] = JsonSerializer.SerializeToElement(text);
    }

    /// <summary>How many questions and look-ups it took so far.</summary>
    public int Asked { get; set; }

    public string[] Values(string name) => [.. headers.Where(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase)).Select(h => h.Value)];

    /// <summary>The header's values joined by commas; null where there is none.</summary>
    public string? Header(string name) => Values(name) is { Length: > 0 } values ? string.Join(',', values) : null;

    public void Remove(string name) => headers.RemoveAll(h => string.Equals(h.Key, name, StringComparison.OrdinalIgnoreCase));

    public void Add(string name, string value) => headers.Add(new(name.ToLowerInvariant(), value));
}
