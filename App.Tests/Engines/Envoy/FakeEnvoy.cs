using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>
/// The admin interface of an Envoy that watches a directory, in the shapes of <c>envoy.admin.v3</c> as Envoy's documentation has them: what <c>/config_dump</c> says follows the files
/// that the link leads to. No Envoy can be had from package registries.
/// </summary>
internal sealed class FakeEnvoy : IAsyncDisposable
{
    private const string Admin = "type.googleapis.com/envoy.admin.v3.";
    private readonly WebApplication app;
    private readonly string directory;
    private readonly Dictionary<string, JsonNode> taken = new(StringComparer.Ordinal);

    private FakeEnvoy(WebApplication app, string directory) => (this.app, this.directory) = (app, directory);

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Whether this Envoy refuses a file: it then goes on with what it had.</summary>
    public Func<string, string, bool> Refuses { get; set; } = (_, _) => false;

    public static async Task<FakeEnvoy> StartAsync(string directory)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var envoy = new FakeEnvoy(builder.Build(), directory);
        envoy.app.MapGet("/config_dump", () => Results.Text(envoy.Dump().ToJsonString(), "application/json"));
        await envoy.app.StartAsync();
        envoy.Address = new Uri(envoy.app.Urls.Single() + "/");
        return envoy;
    }

    /// <summary>The version of a file that this Envoy runs.</summary>
    public string? VersionOf(string name)
    {
        Dump();
        return (string?)taken[name]["version_info"];
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private JsonObject Dump()
    {
        foreach (var name in (ReadOnlySpan<string>)["clusters", "identity", "routes", "secrets", "token"])
        {
            var text = File.ReadAllText(Path.Combine(directory, "current", "envoy", name + ".json"));
            if (!taken.ContainsKey(name) || !Refuses(name, text))
                taken[name] = JsonNode.Parse(text, documentOptions: new JsonDocumentOptions { MaxDepth = 128 })!;
        }

        return new JsonObject
        {
            ["configs"] = new JsonArray(
                new JsonObject { ["@type"] = Admin + "BootstrapConfigDump", ["bootstrap"] = new JsonObject() },
                Part("ClustersConfigDump", "version_info", taken["clusters"]["version_info"]!.DeepClone()),
                Part("RoutesConfigDump", "dynamic_route_configs", new JsonArray(Item("routes", "route_config"))),
                Part("SecretsConfigDump", "dynamic_active_secrets", new JsonArray(Named("access-client-ca", Item("secrets", "secret")))),
                Part("EcdsConfigDump", "ecds_filters", new JsonArray(Item("token", "ecds_filter"), Item("identity", "ecds_filter")))),
        };
    }

    private static JsonObject Part(string type, string member, JsonNode value) => new() { ["@type"] = Admin + type, [member] = value };

    private JsonObject Item(string file, string member) => new()
    {
        ["version_info"] = taken[file]["version_info"]!.DeepClone(),
        [member] = taken[file]["resources"]![0]!.DeepClone(),
        ["last_updated"] = "2026-11-28T00:00:00Z",
    };

    private static JsonObject Named(string name, JsonObject item)
    {
        item["name"] = name;
        return item;
    }
}
