using System.Globalization;
using System.Text.Json.Nodes;
using AccessConsole.Bench.Policy;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Support;

namespace AccessConsole.Bench.Deciding;

/// <summary>Cerbos with a resource policy for each service and a rule for each grant, which verifies the token and compares its claims. No audit log.</summary>
internal sealed class CerbosDecider : IDecider
{
    private const string KeySet = "ci";
    private readonly PeerProcess process = new();

    public string Name => "cerbos";

    public Uri Address => process.Address;

    public static async Task<CerbosDecider> StartAsync(string binary, IReadOnlyList<Grant> grants)
    {
        var decider = new CerbosDecider();
        var directory = decider.process.Directory;
        var policies = Directory.CreateDirectory(Path.Combine(directory, "policies")).FullName;
        foreach (var service in grants.GroupBy(g => BigPolicy.ServiceOf(NumberOf(g))))
            await File.WriteAllTextAsync(Path.Combine(policies, $"{BigPolicy.ServiceName(service.Key)}.json"), PolicyOf(BigPolicy.ServiceName(service.Key), service).ToJsonString());
        var keys = new JsonObject { ["keys"] = new JsonArray([.. TokenForge.Shared.Keys.Keys.Select(KeyOf)]) };
        await File.WriteAllTextAsync(Path.Combine(directory, "keys.json"), keys.ToJsonString());
        // Its cache of verified tokens stays as it comes: 256 of the 500 that are sent in turn.
        await File.WriteAllTextAsync(Path.Combine(directory, "conf.yaml"), $$"""
            server: { httpListenAddr: "{{decider.Address.Authority}}", grpcListenAddr: "unix:{{directory}}/grpc.sock", requestLimits: { maxResourcesPerRequest: 100 } }
            telemetry: { disabled: true }
            storage: { driver: disk, disk: { directory: "{{policies}}" } }
            auxData: { jwt: { keySets: [ { id: {{KeySet}}, local: { file: "{{directory}}/keys.json" } } ] } }
            """);
        await decider.process.StartAsync(binary, "server", "--log-level=error", $"--config={directory}/conf.yaml");
        return decider;
    }

    public (string Path, JsonObject Body) Ask(DecidingCall call, IReadOnlyList<string> paths) => ("/api/check/resources", new JsonObject
    {
        ["principal"] = new JsonObject { ["id"] = "caller", ["roles"] = new JsonArray("pipeline") },
        ["resources"] = new JsonArray([.. paths.Select((path, index) => new JsonObject
        {
            ["actions"] = new JsonArray("GET"),
            ["resource"] = new JsonObject
            {
                ["kind"] = call.Service, ["id"] = index.ToString(CultureInfo.InvariantCulture), ["attr"] = new JsonObject { ["path"] = path, ["environment"] = DecidingLoad.Environment },
            },
        })]),
        ["auxData"] = new JsonObject { ["jwt"] = new JsonObject { ["token"] = call.Token, ["keySetId"] = KeySet } },
    });

    public int Allowed(JsonNode answer) => answer["results"]!.AsArray().Count(result => (string?)result!["actions"]!["GET"] == "EFFECT_ALLOW");

    public ValueTask DisposeAsync() => process.DisposeAsync();

    private static JsonObject PolicyOf(string service, IEnumerable<Grant> grants) => new()
    {
        ["apiVersion"] = "api.cerbos.dev/v1",
        ["resourcePolicy"] = new JsonObject { ["version"] = "default", ["resource"] = service, ["rules"] = new JsonArray([.. grants.Select(grant => RuleOf(service, grant))]) },
    };

    private static JsonObject RuleOf(string service, Grant grant)
    {
        var conditions = new List<string>
        {
            $"request.auxData.jwt.aud == [\"https://access.acme.example/{DecidingLoad.Environment}/{service}\"]",
            $"request.auxData.jwt.organization_id == \"{BigPolicy.Organization}\"",
            $"request.auxData.jwt.pipeline_id == \"{BigPolicy.PipelineId(BigPolicy.PipelineOf(NumberOf(grant)))}\"",
            $"R.attr.environment == \"{DecidingLoad.Environment}\"",
            "R.attr.path.startsWith(\"/v1/\") || R.attr.path.matches(\"^/admin/[^/]+/run$\")",
        };
        if (!grant.When.IsEmpty)
            conditions.Add("request.auxData.jwt.build_branch == \"main\" || request.auxData.jwt.build_branch.startsWith(\"release/\")");
        return new JsonObject
        {
            ["actions"] = new JsonArray("GET", "POST"),
            ["effect"] = "EFFECT_ALLOW",
            ["roles"] = new JsonArray("pipeline"),
            ["condition"] = new JsonObject { ["match"] = new JsonObject { ["all"] = new JsonObject { ["of"] = new JsonArray([.. conditions.Select(c => new JsonObject { ["expr"] = c })]) } } },
        };
    }

    private static JsonObject KeyOf(Jwk key)
    {
        var json = new JsonObject { ["kty"] = key.Kty, ["kid"] = key.Kid, ["alg"] = key.Alg ?? "ES256", ["use"] = "sig" };
        foreach (var (name, value) in ((string, string?)[])[("n", key.N), ("e", key.E), ("crv", key.Crv), ("x", key.X), ("y", key.Y)])
        {
            if (value is not null)
                json[name] = value;
        }

        return json;
    }

    private static int NumberOf(Grant grant) => int.Parse(grant.Name["grant-".Length..]);
}
