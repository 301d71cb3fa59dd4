using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;

namespace AccessConsole.Tests.Engines.Consul;

/// <summary>Config entries as the compiler would write them, in few words.</summary>
internal static class WrittenEntries
{
    /// <summary>A service that is closed, and one that <c>web</c> reaches with a token.</summary>
    public static JsonObject[] Objects() => [Intentions("admin", Deny("*")), Provider("buildkite"), Intentions("api", Allow("web", "buildkite"))];

    public static BundleFile[] Files(params IEnumerable<JsonObject> entries) => [new BundleFile("consul/entries.json", Encoding.UTF8.GetBytes(new JsonArray([.. entries]).ToJsonString()))];

    /// <summary>What a bundle says to its puller where it must deny when stale.</summary>
    public static BundleFile Denying => new("consul/puller.json", """{"onStale":"deny"}"""u8.ToArray());

    public static JsonObject Intentions(string service, JsonObject source) => new()
    {
        ["Kind"] = "service-intentions",
        ["Name"] = service,
        ["Meta"] = Meta(service),
        ["Sources"] = new JsonArray(source),
    };

    public static JsonObject Allow(string name, string? provider) => provider is null
        ? new JsonObject { ["Name"] = name, ["Action"] = "allow" }
        : new JsonObject
        {
            ["Name"] = name,
            ["Permissions"] = new JsonArray(new JsonObject
            {
                ["Action"] = "allow",
                ["HTTP"] = new JsonObject { ["PathExact"] = "/v1", ["Methods"] = new JsonArray("GET") },
                ["JWT"] = new JsonObject { ["Providers"] = new JsonArray(new JsonObject { ["Name"] = "access.production.api." + provider }) },
            }),
        };

    public static JsonObject DenyPath(string path, bool narrower)
    {
        var http = new JsonObject { ["PathPrefix"] = path };
        if (narrower)
            http["Methods"] = new JsonArray("POST");
        return new JsonObject { ["Name"] = "web", ["Permissions"] = new JsonArray(new JsonObject { ["Action"] = "deny", ["HTTP"] = http }) };
    }

    public static JsonObject Deny(string name) => new() { ["Name"] = name, ["Action"] = "deny" };

    public static JsonObject Provider(string name) => new()
    {
        ["Kind"] = "jwt-provider",
        ["Name"] = "access.production.api." + name,
        ["Meta"] = Meta("api"),
        ["Issuer"] = "https://agent.buildkite.com",
        ["Audiences"] = new JsonArray("api"),
        ["ClockSkewSeconds"] = 30,
        ["JSONWebKeySet"] = new JsonObject { ["Local"] = new JsonObject { ["JWKS"] = Convert.ToBase64String("""{"keys":[{"kty":"RSA"}]}"""u8) } },
        ["Locations"] = new JsonArray(new JsonObject { ["Header"] = new JsonObject { ["Name"] = "Authorization", ["ValuePrefix"] = "Bearer " } }),
    };

    public static JsonObject Meta(string service) => new()
    {
        ["managed-by"] = "access-console",
        ["access-environment"] = "production",
        ["access-service"] = service,
        ["access-digest"] = "sha256:0",
    };
}
