using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

namespace AccessConsole.Cli.Pull.Decisions;

/// <summary>What a line of an engine's log says of one decision; what it does not say is null. It is sent as an event of OPA's Decision Log API, which is what the console takes of every engine.</summary>
internal sealed record DecisionEvent
{
    /// <summary>The same for the same line, wherever rotation has put it: each line holds what no other does.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary><c>allow</c> or <c>deny</c>.</summary>
    public required string Effect { get; init; }

    public required string Reason { get; init; }

    public string? Detail { get; init; }

    public string? Grant { get; init; }

    public string? Mode { get; init; }

    public string? Principal { get; init; }

    public string? Revision { get; init; }

    /// <summary>The header <c>traceparent</c> as it came.</summary>
    public string? TraceParent { get; init; }

    public string? Environment { get; init; }

    public string? Service { get; init; }

    public string? Method { get; init; }

    public string? Path { get; init; }

    /// <summary>Texts and numbers, as they stand in the token.</summary>
    public ImmutableArray<KeyValuePair<string, JsonElement>> Claims { get; init; } = [];

    public static string IdOf(ReadOnlySpan<byte> line) => Convert.ToHexStringLower(SHA256.HashData(line));

    /// <param name="point">The enforcement point's name.</param>
    public void Write(Utf8JsonWriter json, string point)
    {
        json.WriteStartObject();
        json.WriteString("decision_id", Id);
        json.WriteString("timestamp", At);
        Write(json, "labels", ("name", point));
        json.WriteStartObject("bundles");
        Write(json, "access", ("revision", Revision));
        json.WriteEndObject();
        json.WriteString("path", "access/decision");
        if (TraceParent?.Split('-') is [_, var trace, ..])
            json.WriteString("trace_id", trace);
        WriteInput(json);
        WriteResult(json);
        json.WriteEndObject();
    }

    private void WriteInput(Utf8JsonWriter json)
    {
        json.WriteStartObject("input");
        WriteKnown(json, ("environment", Environment), ("service", Service), ("method", Method), ("path", Path));
        if (!Claims.IsEmpty)
        {
            json.WriteStartObject("claims");
            foreach (var (name, value) in Claims)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteResult(Utf8JsonWriter json)
    {
        json.WriteStartObject("result");
        WriteKnown(json, ("effect", Effect), ("reason", Reason), ("detail", Detail), ("grant", Grant), ("mode", Mode));
        Write(json, "log", ("principal", Principal));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, (string Name, string? Value) only)
    {
        json.WriteStartObject(name);
        WriteKnown(json, only);
        json.WriteEndObject();
    }

    private static void WriteKnown(Utf8JsonWriter json, params ReadOnlySpan<(string Name, string? Value)> members)
    {
        foreach (var (name, value) in members)
        {
            if (!string.IsNullOrEmpty(value))
                json.WriteString(name, value);
        }
    }
}
