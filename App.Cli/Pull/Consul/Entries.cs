using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Pull.Objects;

namespace AccessConsole.Cli.Pull.Consul;

/// <summary>What the puller knows of config entries.</summary>
internal static class Entries
{
    public const string Intentions = "service-intentions";
    public const string Provider = "jwt-provider";

    /// <summary>In the order in which they are applied: Consul refuses intentions that ask for a provider that is not there.</summary>
    public static readonly string[] Kinds = [Provider, Intentions];

    /// <summary>What Consul adds: to an entry, and to its sources.</summary>
    private static readonly string[] OfEntries = ["CreateIndex", "ModifyIndex", "Hash", "Namespace", "Partition"];

    private static readonly string[] OfSources = ["Precedence", "Type", "Namespace", "Partition", "LegacyID", "LegacyMeta", "LegacyCreateTime", "LegacyUpdateTime"];

    public static DeclaredObject Declare(JsonObject entry) => new(KeyOf(entry), entry, Opens(entry));

    public static LiveObject Live(JsonObject entry) => new(KeyOf(entry), entry, Opens(entry), IsClosed(entry));

    /// <summary>
    /// The intentions with nobody allowed. They are not removed, since what holds without them is a matter of the mesh: under a default of allow a service would open.
    /// </summary>
    public static JsonObject Close(JsonObject intentions)
    {
        JsonArray sources = [new JsonObject { ["Name"] = "*", ["Action"] = "deny" }];
        var meta = intentions.Object(OwnMeta.Member)!.DeepClone().AsObject();
        meta[OwnMeta.Digest] = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sources.ToJsonString())));
        return new JsonObject { ["Kind"] = Intentions, ["Name"] = intentions.Text("Name"), [OwnMeta.Member] = meta, ["Sources"] = sources };
    }

    /// <summary>An entry without what Consul adds, and with its sources in one order: Consul has one of its own. Each name is there once.</summary>
    public static JsonObject Plain(JsonObject entry)
    {
        var plain = Without(OfEntries, entry);
        if (plain["Sources"] is JsonArray sources)
            plain["Sources"] = new JsonArray([.. sources.OfType<JsonObject>().OrderBy(s => s.Text("Name"), StringComparer.Ordinal).Select(source => Without(OfSources, source))]);
        return plain;
    }

    private static JsonObject Without(string[] names, JsonObject node) =>
        new(node.Where(member => !names.Contains(member.Key)).Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone())));

    private static ObjectKey KeyOf(JsonObject entry) => new(entry.Text("Kind") ?? "", "", entry.Text("Name") ?? "");

    private static bool Opens(JsonObject entry) => Sources(entry).Any(source => source.Text("Action") == "allow"
        || (source["Permissions"] as JsonArray ?? []).OfType<JsonObject>().Any(permission => permission.Text("Action") == "allow"));

    private static bool IsClosed(JsonObject entry) => entry.Text("Kind") == Intentions && Sources(entry).ToArray() is [var only] && only.Text("Name") == "*" && only.Text("Action") == "deny";

    private static IEnumerable<JsonObject> Sources(JsonObject entry) => (entry["Sources"] as JsonArray ?? []).OfType<JsonObject>();
}
