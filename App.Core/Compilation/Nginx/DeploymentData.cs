using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Core.Compilation.Nginx;

/// <summary>Writes what access.js must know of one deployment: its rules, and which of them are for which principal.</summary>
internal sealed class DeploymentData
{
    private readonly DeploymentPolicy deployment;
    private readonly ImmutableArray<RateLimitZone> limits;
    private readonly Utf8JsonWriter json;

    private DeploymentData(DeploymentPolicy deployment, ImmutableArray<RateLimitZone> limits, Utf8JsonWriter json) =>
        (this.deployment, this.limits, this.json) = (deployment, limits, json);

    public static ReadOnlyMemory<byte> Of(DeploymentPolicy deployment, int hop, ImmutableArray<RateLimitZone> limits)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
            new DeploymentData(deployment, limits, json).Write(hop);
        return buffer.WrittenMemory;
    }

    private void Write(int hop)
    {
        var settings = deployment.Deployment;
        json.WriteStartObject();
        json.WriteString("name", deployment.Service.Name);
        WriteFlag("shadow", settings.Mode == Mode.Shadow);
        WriteFlag("grpc", settings.Protocol == Protocol.Grpc);
        WriteFlag("pipelinesOnly", settings.Isolation == Isolation.Pipelines);
        WriteFlag("allowsUnidentified", settings.Unidentified == Unidentified.Allow);
        WriteFlag("isTimed", deployment.Rules.Any(r => r.Grant.ValidFrom is not null || r.Grant.Expires is not null));
        if (hop > 0 && settings.Hops[hop - 1].SpiffeId is { } gateway)
            json.WriteString("gateway", gateway.Text);
        if (!limits.IsEmpty)
            WriteTexts("limits", limits.Select(l => l.Key));
        WriteRules();
        json.WriteEndObject();
    }

    private void WriteRules()
    {
        // Grants of one role say the same of paths and methods, which is by far the most of a rule.
        var permissions = deployment.Rules.Select(r => r.Permissions).Distinct().ToArray();
        json.WriteStartArray("permissions");
        foreach (var list in permissions)
            WritePermissions(list);
        json.WriteEndArray();

        var numbers = permissions.Select((list, number) => (list, number)).ToDictionary(p => p.list, p => p.number);
        json.WriteStartArray("rules");
        foreach (var rule in deployment.Rules)
            WriteRule(rule, numbers[rule.Permissions]);
        json.WriteEndArray();

        WriteNumbers("anyone", rule => rule.IsForAnyone);
        WriteNumbers("broad", rule => !rule.Principals.IsSmall);
        WriteNarrowIndex();
    }

    private void WriteNumbers(string name, Func<DeploymentRule, bool> isWanted)
    {
        json.WriteStartArray(name);
        for (var number = 0; number < deployment.Rules.Length; number++)
        {
            if (isWanted(deployment.Rules[number]))
                json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }

    /// <summary>Rules of few principals are found by principal, so that a request costs what its caller's rules cost.</summary>
    private void WriteNarrowIndex()
    {
        var numbers = new SortedDictionary<string, List<int>>(StringComparer.Ordinal);
        for (var number = 0; number < deployment.Rules.Length; number++)
        {
            if (!deployment.Rules[number].Principals.IsSmall)
                continue;
            foreach (var principal in deployment.Rules[number].Principals.Members)
            {
                var key = PrincipalKey.Of(principal);
                if (!numbers.TryGetValue(key, out var list))
                    numbers[key] = list = [];
                list.Add(number);
            }
        }

        json.WriteStartObject("narrow");
        foreach (var (key, list) in numbers)
        {
            json.WriteStartArray(key);
            list.ForEach(json.WriteNumberValue);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private void WriteRule(DeploymentRule rule, int permissions)
    {
        var grant = rule.Grant;
        json.WriteStartObject();
        json.WriteString("grant", grant.Name);
        WriteFlag("deny", rule.Effect == Effect.Deny);
        if (grant.ValidFrom is { } from)
            json.WriteNumber("from", Milliseconds(from));
        if (grant.Expires is { } until)
            json.WriteNumber("until", Milliseconds(until));
        if (rule.Effect == Effect.Allow && grant.RateLimit is { } limit)
            json.WriteNumber("limit", limits.IndexOf(new RateLimitZone(limit)));
        if (!rule.Principals.IsSmall)
            json.WriteString("members", PrincipalKey.Of(rule.Principals));
        if (!grant.When.IsEmpty)
            WriteConditions(grant.When);
        json.WriteNumber("permissions", permissions);
        json.WriteEndObject();
    }

    private void WriteConditions(Conditions when)
    {
        json.WriteStartObject("when");
        WritePatterns("branches", when.Branches);
        WritePatterns("tags", when.Tags);
        WritePatterns("sources", when.Sources);
        WriteKeysAndIds("queues", when.Queues);
        WriteKeysAndIds("clusters", when.Clusters);
        WritePatterns("steps", when.Steps);
        json.WriteEndObject();
    }

    private void WritePatterns(string name, ValueList<Pattern> patterns)
    {
        if (patterns.Count > 0)
            WriteTexts(name, patterns.Select(p => p.Text));
    }

    /// <summary>A pattern that is a UUID speaks of the id, any other of the key or name.</summary>
    private void WriteKeysAndIds(string name, ValueList<Pattern> patterns)
    {
        if (patterns.Count == 0)
            return;
        json.WriteStartObject(name);
        WriteTexts("keys", patterns.Where(p => !p.IsUuid).Select(p => p.Text));
        WriteTexts("ids", patterns.Where(p => p.IsUuid).Select(p => p.Text));
        json.WriteEndObject();
    }

    private void WritePermissions(ValueList<RulePermission> permissions)
    {
        json.WriteStartArray();
        foreach (var permission in permissions)
        {
            json.WriteStartObject();
            json.WriteNumber("methods", permission.Methods.Bits);
            json.WriteStartArray("paths");
            foreach (var template in permission.Paths)
                WriteTemplate(template);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteTemplate(PathTemplate template)
    {
        json.WriteStartObject();
        // What stands between the segments that may be any.
        WriteTexts("texts", string.Concat(template.Segments.Select(s => "/" + (s ?? "\0"))).Split('\0'));
        WriteFlag("rest", template.EndsWithRest);
        json.WriteEndObject();
    }

    private void WriteTexts(string name, IEnumerable<string?> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
            json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private void WriteFlag(string name, bool isSet)
    {
        if (isSet)
            json.WriteBoolean(name, true);
    }

    /// <summary>The engine's clock counts milliseconds: an instant between two of them has come with the second.</summary>
    private static long Milliseconds(DateTimeOffset instant) =>
        instant.ToUnixTimeMilliseconds() + (instant.Ticks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1);
}
