using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace AccessConsole.Cli.Pull.Decisions;

/// <summary>A line of nginx's log (<c>access_json</c>) as an event of OPA's Decision Log API, which is what the console takes of every engine.</summary>
internal sealed class NginxDecision(string point)
{
    /// <summary>Writes the event.</summary>
    /// <returns>False where the line is none of a decision: of nginx before the first bundle, say.</returns>
    /// <exception cref="FormatException">The line is not one of this format.</exception>
    public bool Write(Utf8JsonWriter json, ReadOnlySpan<byte> line)
    {
        try
        {
            // nginx writes bytes as they came, be they text or not.
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(line));
            var logged = document.RootElement;
            if (TextOf(logged, "requestId").Length == 0 || TextOf(logged, "reason").Length == 0)
                return false;
            json.WriteStartObject();
            // The line holds the request's random id, so that its digest is the same wherever rotation has put it.
            json.WriteString("decision_id", Convert.ToHexStringLower(SHA256.HashData(line)));
            json.WriteString("timestamp", TimeOf(logged));
            Write(json, "labels", ("name", point));
            WriteRevision(json, TextOf(logged, "revision"));
            json.WriteString("path", "access/decision");
            if (TextOf(logged, "traceparent").Split('-') is [_, var trace, ..])
                json.WriteString("trace_id", trace);
            WriteInput(json, logged);
            WriteResult(json, logged);
            json.WriteEndObject();
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("the line is not of the format access_json", e);
        }
    }

    private static void WriteInput(Utf8JsonWriter json, JsonElement logged)
    {
        json.WriteStartObject("input");
        foreach (var name in new[] { "environment", "service", "method", "path" })
            WriteUnlessEmpty(json, name, TextOf(logged, name));
        if (TextOf(logged, "claims") is { Length: > 0 } claims)
        {
            json.WritePropertyName("claims");
            using var document = JsonDocument.Parse(claims);
            document.RootElement.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, JsonElement logged)
    {
        json.WriteStartObject("result");
        json.WriteString("effect", TextOf(logged, "decision"));
        foreach (var name in new[] { "reason", "detail", "grant", "mode" })
            WriteUnlessEmpty(json, name, TextOf(logged, name));
        Write(json, "log", ("principal", TextOf(logged, "principal")));
        json.WriteEndObject();
    }

    private static void WriteRevision(Utf8JsonWriter json, string revision)
    {
        json.WriteStartObject("bundles");
        Write(json, "access", ("revision", revision));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, (string Name, string Value) only)
    {
        json.WriteStartObject(name);
        WriteUnlessEmpty(json, only.Name, only.Value);
        json.WriteEndObject();
    }

    private static void WriteUnlessEmpty(Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0)
            json.WriteString(name, value);
    }

    /// <summary>Milliseconds where the format has them; it had whole seconds once.</summary>
    private static DateTimeOffset TimeOf(JsonElement logged) => logged.TryGetProperty("msec", out var seconds)
        ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds.GetDecimal() * 1000))
        : DateTimeOffset.TryParse(TextOf(logged, "time"), CultureInfo.InvariantCulture, out var time) ? time.ToUniversalTime() : throw new FormatException("the line has no time");

    private static string TextOf(JsonElement logged, string name) => logged.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
