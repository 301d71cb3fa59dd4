using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Opa;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Opa;

/// <summary><c>data.access.decision</c> on the real OPA, where random requests do not reach.</summary>
public sealed class OpaDecisionTests
{
    private const string Granted = """{"environment":"production","service":"api","pipeline":"build","method":"GET","path":"/a"}""";

    [Theory]
    [InlineData("""{}""", "unknown_environment", null)]
    [InlineData("""[]""", "unknown_environment", null)]
    [InlineData("""null""", "unknown_environment", null)]
    [InlineData(""" "x" """, "unknown_environment", null)]
    [InlineData("""{"environment":7}""", "unknown_environment", null)]
    [InlineData("""{"environment":"production","service":["api"]}""", "unknown_service", null)]
    [InlineData("""{"environment":"production","service":"api"}""", "unknown_principal", null)]
    [InlineData("""{"environment":"production","service":"api","pipeline":"build","path":"/a"}""", "method_unknown", null)]
    [InlineData("""{"environment":"production","service":"api","pipeline":"build","method":"GET"}""", "path_not_canonical", null)]
    [InlineData("""{"environment":"production","service":"api","pipeline":"build","method":"GET","path":null}""", "path_not_canonical", null)]
    [InlineData("""{"environment":"production","service":"api","pipeline":7,"method":"GET","path":"/a"}""", "token_invalid", "malformed")]
    [InlineData("""{"environment":"production","service":"api","pipeline":"build","method":7,"path":"/a"}""", "token_invalid", "malformed")]
    [InlineData("""{"environment":"production","service":"api","pipeline":"build","method":"GET","path":"/a","brnch":"main"}""", "token_invalid", "malformed")]
    [InlineData("""{"environment":"production","service":"api","pipeline":"build","method":"GET","path":"/a","tag":false}""", "token_invalid", "malformed")]
    [InlineData("""{"environment":"production","service":"api","pipeline":"build","method":"GET","path":"/a","time":"yesterday"}""", "token_invalid", "malformed")]
    [InlineData("""{"environment":"production","service":"api","pipeline":"build","method":"GET","path":"/a","time":1}""", "token_invalid", "malformed")]
    [InlineData("""{"environment":"production","service":"api","pipeline":"build","method":"GET","path":"/a","token":"a.b.c"}""", "token_invalid", "malformed")]
    [InlineData("""{"environment":"production","service":"api","claims":[],"method":"GET","path":"/a"}""", "token_invalid", "malformed")]
    [InlineData("""{"environment":"production","service":"api","claims":{},"method":"GET","path":"/a"}""", "token_invalid", "issuer")]
    [InlineData("""{"environment":"production","service":"api","token":"","method":"GET","path":"/a"}""", "token_invalid", "malformed")]
    [InlineData("""{"environment":"production","service":"api","spiffeId":"x","method":"GET","path":"/a"}""", "unknown_principal", "certificate")]
    public async Task Decision_OnAMalformedInput_DeniesWithAReason(string input, string reason, string? detail)
    {
        await using var server = await StartAsync(Policy());
        var answer = await server.QueryAsync("access/decision", JsonNode.Parse(input));
        Assert.Equal(("deny", reason, detail), ((string?)answer!["effect"], (string?)answer["reason"], (string?)answer["detail"]));
    }

    [Fact]
    public async Task Decision_WithNullMembers_TakesThemAsAbsent()
    {
        await using var server = await StartAsync(Policy());
        var request = JsonNode.Parse(Granted)!.AsObject();
        foreach (var member in (string[])["workload", "claims", "token", "spiffeId", "branch", "time"])
            request[member] = null;
        Assert.Equal("granted", (string?)(await server.QueryAsync("access/decision", request))!["reason"]);
    }

    [Fact]
    public async Task Decision_WithoutTime_HoldsExpiryByItsOwnClock()
    {
        // A machine that is busy may take seconds to start an engine.
        var end = DateTimeOffset.UtcNow.AddSeconds(10);
        await using var server = await StartAsync(Policy(grant => grant with { ValidFrom = DateTimeOffset.UtcNow.AddHours(-1), Expires = end }));
        var request = JsonNode.Parse(Granted);
        Assert.Equal("granted", (string?)(await server.QueryAsync("access/decision", request))!["reason"]);
        while (DateTimeOffset.UtcNow < end)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal("no_grant", (string?)(await server.QueryAsync("access/decision", request))!["reason"]);
    }

    [Fact]
    public async Task Decision_OfABundleOfAnotherEnvironment_KnowsNoSuchEnvironment()
    {
        await using var server = await StartAsync(Policy(), "staging");
        Assert.Equal("unknown_environment", (string?)(await server.QueryAsync("access/decision", JsonNode.Parse(Granted)))!["reason"]);
    }

    [Theory]
    [InlineData("production", "unknown_service")]
    [InlineData("gone", "unknown_environment")]
    public async Task Decision_OfATombstone_Denies(string environment, string reason)
    {
        await using var server = await OpaBundles.StartAsync();
        var tombstone = new OpaCompiler().Assemble(
            new CompilationInput(Policy(), ImmutableSortedDictionary<string, JwkSet>.Empty, DateTimeOffset.UnixEpoch), new BundleScope(environment, Target.Opa), []);
        await server.PutDataAsync("access/policy", OpaBundles.Data(tombstone));
        var request = JsonNode.Parse(Granted)!;
        request["environment"] = environment;
        Assert.Equal(reason, (string?)(await server.QueryAsync("access/decision", request))!["reason"]);
        var check = await server.QueryAsync("access/envoy", new JsonObject { ["attributes"] = new JsonObject() });
        Assert.False((bool)check!["allowed"]!);
    }

    [Theory]
    [InlineData(SigningAlgorithm.RS256)]
    [InlineData(SigningAlgorithm.RS384)]
    [InlineData(SigningAlgorithm.RS512)]
    [InlineData(SigningAlgorithm.PS256)]
    [InlineData(SigningAlgorithm.PS384)]
    [InlineData(SigningAlgorithm.PS512)]
    [InlineData(SigningAlgorithm.ES256)]
    [InlineData(SigningAlgorithm.ES384)]
    [InlineData(SigningAlgorithm.ES512)]
    public async Task Decision_OnTokensOfEachAlgorithm_EqualsTheEvaluator(SigningAlgorithm algorithm)
    {
        var key = new SigningKey(algorithm);
        var policy = Policy(provider: settings => settings with { Algorithms = [algorithm], Jwks = new JwkSet { Keys = [key.Jwk] } });
        await using var server = await StartAsync(policy);
        foreach (var isGood in (bool[])[true, false])
        {
            var request = new JsonObject
            {
                ["environment"] = "production",
                ["service"] = "api",
                ["method"] = "GET",
                ["path"] = "/a",
                ["time"] = "2026-11-23T12:00:00Z",
                ["token"] = isGood ? key.Sign(Claims()) : TokenForge.Tampered(key.Sign(Claims())),
            };
            var answer = await server.QueryAsync("access/decision", request);
            Assert.Equal(isGood ? "granted" : "token_invalid", (string?)answer!["reason"]);
            Assert.True(JsonNode.DeepEquals(OracleAnswer.Of(policy, request), answer), answer.ToJsonString());
        }
    }

    [Fact]
    public async Task Slices_OnRandomRequests_HaveTheEffectsOfTheWhole()
    {
        await using var server = await OpaBundles.StartAsync();
        var now = new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < 12; i++)
        {
            var dice = new Dice(Dice.Seed + i);
            var document = DecisionGen.Document(dice, now);
            var policy = PolicySet.Of(document);
            var requests = Enumerable.Range(0, 200).Select(_ => DecisionGen.Request(dice, document, now)).ToArray();
            foreach (var deployment in policy.DeploymentsIn("production"))
            {
                await server.PutDataAsync("access/policy", OpaBundles.Data(OpaBundles.Compile(policy, "production", deployment.Service.Name)));
                var asked = requests.Where(r => (string?)r["environment"] == "production" && (string?)r["service"] == deployment.Service.Name).ToArray();
                var answers = (await server.QueryAsync("harness/decisions", new JsonArray([.. asked.Select(r => r.DeepClone())])))!.AsArray();
                Assert.All(asked.Zip(answers), pair => Assert.Equal((pair.First.ToJsonString(), (string?)OracleAnswer.Of(policy, pair.First)["effect"]), (pair.First.ToJsonString(), (string?)pair.Second!["effect"])));
            }
        }
    }

    private static async Task<OpaServer> StartAsync(PolicySet policy, string environment = "production")
    {
        var server = await OpaBundles.StartAsync();
        await server.PutDataAsync("access/policy", OpaBundles.Data(OpaBundles.Compile(policy, environment)));
        return server;
    }

    private static JsonObject Claims()
    {
        var seconds = new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        return new JsonObject
        {
            ["iss"] = TokenForge.Issuer,
            ["aud"] = $"{TokenForge.Audience}/production/api",
            ["iat"] = seconds,
            ["exp"] = seconds + 300,
            ["organization_id"] = PolicyGen.OrganizationId.ToString(),
            ["pipeline_id"] = PolicyGen.QueueId.ToString(),
        };
    }

    /// <summary>One pipeline that may GET <c>/a</c> at one service.</summary>
    private static PolicySet Policy(Func<Grant, Grant>? change = null, Func<OidcSettings, OidcSettings>? provider = null)
    {
        var settings = new OidcSettings { Issuer = TokenForge.Issuer, Audience = TokenForge.Audience, Jwks = TokenForge.Shared.Keys };
        var grant = new Grant
        {
            Name = "builds",
            Effect = Effect.Allow,
            Principals = new PrincipalSelector { Pipelines = new Selector.Names(["build"]) },
            Role = "reader",
            Environments = ["production"],
        };
        return PolicySet.Of(new PolicyDocument
        {
            IdentityProviders = [new IdentityProvider { Name = "ci", Oidc = provider?.Invoke(settings) ?? settings }],
            Environments = [new PolicyEnvironment { Name = "production" }, new PolicyEnvironment { Name = "staging" }],
            Pipelines = [new Pipeline { Name = "build", Id = PolicyGen.QueueId, Provider = "ci", Slug = "build", Organization = new Organization { Slug = "acme", Id = PolicyGen.OrganizationId } }],
            Services = [new Service { Name = "api", Deployments = [new Deployment { Environment = "production", Hosts = ["api.acme.example"] }] }],
            Roles = [new Role { Name = "reader", Permissions = [new Permission { Services = Selector.Everything, Methods = MethodSet.Get, Paths = [PathTemplate.Parse("/a")] }] }],
            Grants = [change?.Invoke(grant) ?? grant],
        });
    }
}
