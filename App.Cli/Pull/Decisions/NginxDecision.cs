using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AccessConsole.Cli.Pull.Decisions;

/// <summary>Lines of nginx's log (<c>access_json</c>).</summary>
internal sealed class NginxDecision : IDecisionFormat
{
    public DecisionEvent? Read(ReadOnlySpan<byte> line)
    {
        try
        {
            // nginx writes bytes as they came, be they text or not.
            using var document = JsonDocument.Parse(Encoding.UTF8.GetString(line));
            var logged = document.RootElement;
            if (TextOf(logged, "requestId").Length == 0 || TextOf(logged, "reason").Length == 0)
                return null;
            return new DecisionEvent
            {
                // The line holds the request's random id.
                Id = DecisionEvent.IdOf(line),
                At = TimeOf(logged),
                Effect = TextOf(logged, "decision"),
                Reason = TextOf(logged, "reason"),
                Detail = TextOf(logged, "detail"),
                Grant = TextOf(logged, "grant"),
                Mode = TextOf(logged, "mode"),
                Principal = TextOf(logged, "principal"),
                Revision = TextOf(logged, "revision"),
                TraceParent = TextOf(logged, "traceparent"),
                Environment = TextOf(logged, "environment"),
                Service = TextOf(logged, "service"),
                Method = TextOf(logged, "method"),
                Path = TextOf(logged, "path"),
                Claims = ClaimsOf(TextOf(logged, "claims")),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException("the line is not of the format access_json", e);
        }
    }

    private static ImmutableArray<KeyValuePair<string, JsonElement>> ClaimsOf(string claims)
    {
        if (claims.Length == 0)
            return [];
        using var document = JsonDocument.Parse(claims);
        return [.. document.RootElement.EnumerateObject().Select(claim => KeyValuePair.Create(claim.Name, claim.Value.Clone()))];
    }

    /// <summary>Milliseconds where the format has them; it had whole seconds once.</summary>
    private static DateTimeOffset TimeOf(JsonElement logged) => logged.TryGetProperty("msec", out var seconds)
        ? DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds.GetDecimal() * 1000))
        : DateTimeOffset.TryParse(TextOf(logged, "time"), CultureInfo.InvariantCulture, out var time) ? time.ToUniversalTime() : throw new FormatException("the line has no time");

    private static string TextOf(JsonElement logged, string name) => logged.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}
