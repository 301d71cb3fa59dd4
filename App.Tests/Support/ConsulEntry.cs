using System.Text.Json.Nodes;

namespace AccessConsole.Tests.Support;

/// <summary>
/// A configuration entry as Consul's HTTP API takes it, told in the words of its resource definitions, by which <see cref="KubernetesRig"/>
/// checks every member: the same names in camel case, the entry's name as the object's or the destination's.
/// </summary>
internal static class ConsulEntry
{
    private static readonly Dictionary<string, string> Kinds = new() { ["service-intentions"] = "ServiceIntentions", ["jwt-provider"] = "JWTProvider" };

    /// <summary>What belongs to the API's envelope; sources of intentions are all of type consul, which the definitions do not say.</summary>
    private static readonly string[] Envelope = ["Kind", "Name", "Namespace", "Partition", "Meta", "CreateIndex", "ModifyIndex"];

    private static readonly Dictionary<string, string> Names = new()
    {
        ["JWT"] = "jwt",
        ["HTTP"] = "http",
        ["JSONWebKeySet"] = "jsonWebKeySet",
        ["JWKS"] = "jwks",
        ["JWKSCluster"] = "jwksCluster",
        ["URI"] = "uri",
        ["UseSNI"] = "useSNI",
    };

    /// <returns>The object as JSON, for <see cref="KubernetesRig.CreateAsync"/>.</returns>
    public static string ToKubernetes(JsonObject entry)
    {
        var kind = (string)entry["Kind"]!;
        var spec = new JsonObject(entry.Where(m => !Envelope.Contains(m.Key)).Select(m => KeyValuePair.Create(Name(m.Key), Value(m.Value))));
        if (kind == "service-intentions")
        {
            spec["destination"] = new JsonObject { ["name"] = entry["Name"]!.DeepClone() };
            foreach (var source in (spec["sources"] as JsonArray ?? []).OfType<JsonObject>().Where(s => (string?)s["type"] == "consul"))
                source.Remove("type");
        }

        return new JsonObject
        {
            ["apiVersion"] = "consul.hashicorp.com/v1alpha1",
            ["kind"] = Kinds[kind],
            ["metadata"] = new JsonObject { ["name"] = "entry" },
            ["spec"] = spec,
        }.ToJsonString();
    }

    private static JsonNode? Value(JsonNode? value) => value switch
    {
        JsonObject members => new JsonObject(members.Select(m => KeyValuePair.Create(Name(m.Key), Value(m.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Value)]),
        _ => value?.DeepClone(),
    };

    /// <summary>A name that begins small is none of the API's, and stays one that the definitions do not know.</summary>
    private static string Name(string name) =>
        Names.GetValueOrDefault(name) ?? (char.IsAsciiLetterUpper(name[0]) ? char.ToLowerInvariant(name[0]) + name[1..] : $"not-of-the-api-{name}");
}
