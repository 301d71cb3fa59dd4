using System.Globalization;
using System.Text;
using System.Text.Json;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Drift;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Core.Webhooks;

/// <summary>What messages say: <c>{"type":…,"timestamp":…,"data":{…}}</c>. They are made of audit events and names, which hold no secrets.</summary>
public static class WebhookPayload
{
    /// <summary>An act that webhooks are told of.</summary>
    /// <returns>Null where they are not.</returns>
    public static WebhookMessage? Of(AuditRecord record) => WebhookEvents.OfActs.TryGetValue(record.Event.Action, out var type)
        ? Message($"audit/{record.Sequence.ToString(CultureInfo.InvariantCulture)}", type, record.Event.At, json =>
        {
            json.WriteNumber("sequence", record.Sequence);
            json.WriteStartObject("actor");
            json.WriteString("issuer", record.Event.Actor.Issuer);
            json.WriteString("subject", record.Event.Actor.Subject);
            json.WriteString("name", record.Event.Actor.Name);
            json.WriteEndObject();
            json.WriteString("subject", record.Event.Subject);
            json.WriteStartObject("details");
            foreach (var (name, value) in record.Event.Details.OrderBy(d => d.Key, StringComparer.Ordinal))
                json.WriteString(name, value);
            json.WriteEndObject();
        })
        : null;

    public static WebhookMessage Expiring(Grant grant, DateTimeOffset expires, DateTimeOffset now) =>
        Message($"expiring/{grant.Id?.ToString() ?? grant.Name}/{Instant(expires)}", WebhookEvents.GrantExpiring, now, json =>
        {
            json.WriteString("grant", grant.Name);
            json.WriteString("role", grant.Role);
            json.WriteStartArray("environments");
            foreach (var environment in grant.Environments)
                json.WriteStringValue(environment);
            json.WriteEndArray();
            json.WriteString("expires", Instant(expires));
        });

    public static WebhookMessage Stale(EnforcementPoint point, DateTimeOffset now) =>
        Message($"stale/{point.Id}/{Instant(point.HeardAt)}", WebhookEvents.PointStale, now, json =>
        {
            json.WriteString("name", point.IsNamed ? point.Name : null);
            json.WriteString("environment", point.Scope.Environment);
            json.WriteString("target", point.Scope.Target.Name());
            json.WriteString("service", point.Scope.Service);
            json.WriteString("lastSeen", Instant(point.HeardAt));
            if (point.Revision is { } revision)
                json.WriteNumber("revision", revision);
        });

    public static WebhookMessage Drift(DriftFinding finding, DateTimeOffset now) => Message($"drift/{finding.Key}", WebhookEvents.DriftFound, now, json =>
    {
        json.WriteString("kind", finding.Kind.Name());
        json.WriteString("point", finding.Point);
        json.WriteString("environment", finding.Scope.Environment);
        json.WriteString("target", finding.Scope.Target.Name());
        if (finding.Revision is { } revision)
            json.WriteNumber("revision", revision);
        json.WriteString("finding", finding.Finding);
    });

    public static WebhookMessage Test(string key, string who, DateTimeOffset now) => Message(key, WebhookEvents.Test, now, json => json.WriteString("askedBy", who));

    private static WebhookMessage Message(string key, string type, DateTimeOffset at, Action<Utf8JsonWriter> data)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("type", type);
            json.WriteString("timestamp", Instant(at));
            json.WriteStartObject("data");
            data(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return new WebhookMessage(key, type, at, Encoding.UTF8.GetString(stream.ToArray()));
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
