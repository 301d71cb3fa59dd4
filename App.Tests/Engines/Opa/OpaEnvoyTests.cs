using System.Collections.Immutable;
using System.Text.Json.Nodes;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Opa;

/// <summary><c>data.access.envoy</c> on the real OPA.</summary>
public sealed class OpaEnvoyTests
{
    private const string Host = "api.production.acme.example";

    [Fact]
    public async Task Envoy_OnRandomPoliciesAndRequests_EqualsTheEvaluator()
    {
        await using var server = await OpaBundles.StartAsync();
        for (var i = 0; i < 15; i++)
            await CompareAsync(server, new Dice(Dice.Seed + i));
    }

    [Theory]
    [InlineData(Host, "granted")]
    [InlineData("API.Production.ACME.example", "granted")]
    [InlineData(Host + ":8443", "granted")]
    [InlineData(Host + ".", "granted")]
    [InlineData(Host + ".:443", "granted")]
    [InlineData(Host + "..", "unknown_service")]
    [InlineData(Host + ":443.", "unknown_service")]
    [InlineData("other.example", "unknown_service")]
    [InlineData("", "unknown_service")]
    [InlineData(Host + "@evil.example", "unknown_service")]
    public async Task Envoy_OnAnAuthority_ChoosesTheServiceByIt(string host, string reason)
    {
        var answer = await AskAsync(EnvoyInput.Of(Probe(), host));
        Assert.Equal((reason, reason == "granted"), Reason(answer));
    }

    [Theory]
    [InlineData("/healthz", "granted")]
    [InlineData("/healthz?x=/admin", "granted")]
    [InlineData("/healthz?", "granted")]
    [InlineData("/healthz%3Fx", "unknown_principal")]
    [InlineData("//healthz", "unknown_principal")]
    [InlineData("/x/../healthz", "unknown_principal")]
    [InlineData("/healthz#x", "unknown_principal")]
    [InlineData("*", "unknown_principal")]
    public async Task Envoy_OnAPath_ReadsItRaw(string path, string reason) =>
        Assert.Equal((reason, reason == "granted"), Reason(await AskAsync(EnvoyInput.Of(Probe() with { Path = path }, Host))));

    [Fact]
    public async Task Envoy_OnServerNameOfAnotherHost_KnowsNoSuchService()
    {
        var input = EnvoyInput.Of(Probe(), Host);
        input["attributes"]!["tls_session"] = new JsonObject { ["sni"] = "billing.production.acme.example" };
        Assert.Equal(("unknown_service", false), Reason(await AskAsync(input)));
        input["attributes"]!["tls_session"]!["sni"] = Host.ToUpperInvariant();
        Assert.Equal(("granted", true), Reason(await AskAsync(input)));
    }

    [Fact]
    public async Task Envoy_OnAPeerKnownByItsPrincipalAlone_TakesItAsABadCertificate()
    {
        var input = EnvoyInput.Of(Probe(), Host);
        input["attributes"]!["source"] = new JsonObject { ["principal"] = $"spiffe://{PolicyGen.TrustDomain}/ci/build" };
        var answer = await AskAsync(input);
        Assert.Equal(("unknown_principal", "certificate"), (Reason(answer).Reason, (string?)answer["decision"]!["detail"]));
    }

    [Fact]
    public async Task Envoy_OnTheGatewaysCertificate_TakesItAsTransport()
    {
        var gateway = new ClientCertificate(ClientCertificateKind.Valid, $"spiffe://{PolicyGen.TrustDomain}/gateway");
        var hops = new ValueList<Hop>([new Hop { Engine = Target.Nginx, SpiffeId = SpiffeId.Parse(gateway.SpiffeId!) }, new Hop { Engine = Target.Opa }]);
        var input = EnvoyInput.Of(Probe() with { Certificate = gateway, Path = "/x" }, Host);
        Assert.Equal("not_governed", Reason(await AskAsync(input, d => d with { Isolation = Isolation.Pipelines })).Reason);
        Assert.Equal("unknown_principal", Reason(await AskAsync(input, d => d with { Isolation = Isolation.Pipelines, Hops = hops })).Reason);
    }

    [Theory]
    [InlineData("websocket", true, "granted")]
    [InlineData("WebSocket", true, "granted")]
    [InlineData("websocket", false, "unknown_principal")]
    [InlineData("h2c", true, "unknown_principal")]
    public async Task Envoy_OnAnUpgrade_LetsOnlyTheDeploymentsWebSocketPass(string protocol, bool webSocket, string reason)
    {
        var request = Probe() with { Headers = [KeyValuePair.Create("Upgrade", protocol)] };
        Assert.Equal(reason, Reason(await AskAsync(EnvoyInput.Of(request, Host), d => d with { WebSocket = webSocket })).Reason);
    }

    [Fact]
    public async Task Envoy_OnRawHeaders_DeniesWhatCouldHideAToken()
    {
        var input = EnvoyInput.Of(Probe(), Host);
        var http = input["attributes"]!["request"]!["http"]!.AsObject();
        http.Remove("headers");
        http["header_map"] = new JsonObject();
        Assert.Equal(("token_invalid", false), Reason(await AskAsync(input)));
    }

    [Fact]
    public async Task Envoy_WhenAllowed_RemovesWhatTheUpstreamMustNotSee()
    {
        var request = Probe() with
        {
            Headers = [.. ((string[])["X-Access-Principal", "X-Access-Odd", "X_Odd", "X-Original-URL", "X-Forwarded-Client-Cert", "X-Plain"]).Select(n => KeyValuePair.Create(n, "evil"))],
        };
        var answer = await AskAsync(EnvoyInput.Of(request, Host));
        Assert.Equal(
            ["x-access-odd", "x-access-principal", "x-forwarded-client-cert", "x-original-url", "x_odd"],
            answer["request_headers_to_remove"]!.AsArray().Select(n => (string)n!));
        var told = answer["headers"]!.AsObject();
        Assert.Equal(["x-access-effect", "x-access-grant", "x-access-mode", "x-access-reason"], told.Select(h => h.Key).Order());
    }

    [Fact]
    public async Task Envoy_InShadowMode_AllowsAndTellsTheTruth()
    {
        var answer = await AskAsync(EnvoyInput.Of(Probe() with { Path = "/x" }, Host), d => d with { Mode = Mode.Shadow });
        Assert.Equal(("unknown_principal", true), Reason(answer));
        Assert.Equal(("deny", "shadow"), ((string?)answer["headers"]!["x-access-effect"], (string?)answer["headers"]!["x-access-mode"]));
    }

    [Fact]
    public async Task Envoy_WhenDenied_AnswersWithAStatusThatGrpcUnderstands()
    {
        var unidentified = await AskAsync(EnvoyInput.Of(Probe() with { Path = "/x" }, Host));
        Assert.Equal((401, "Bearer"), ((int)unidentified["http_status"]!, (string?)unidentified["headers"]!["www-authenticate"]));
        Assert.Equal("""{"reason":"unknown_principal"}""", (string?)unidentified["body"]);
        var elsewhere = await AskAsync(EnvoyInput.Of(Probe(), "other.example"));
        Assert.Equal(403, (int)elsewhere["http_status"]!);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"attributes":7}""")]
    [InlineData("""{"attributes":{"request":{"http":7}}}""")]
    [InlineData("""{"attributes":{"request":{"http":{"host":7,"path":7,"method":7,"headers":{}}}}}""")]
    [InlineData("""{"attributes":{"request":{"http":{"host":"api.production.acme.example","path":"/healthz","method":"GET","headers":[]}}}}""")]
    [InlineData("""{"attributes":{"request":{"http":{"host":"api.production.acme.example","path":"/healthz","method":"GET","headers":{"x":7}}}}}""")]
    [InlineData("""{"attributes":{"request":{"http":{"host":"api.production.acme.example","path":"/healthz","method":"GET","headers":{}}},"source":{"certificate":"%zz"}}}""")]
    [InlineData("""{"attributes":{"request":{"http":{"host":"api.production.acme.example","path":"/healthz","method":"GET","headers":{}}},"source":{"certificate":7}}}""")]
    public async Task Envoy_OnAMalformedInput_Denies(string input) => Assert.False(Reason(await AskAsync(JsonNode.Parse(input)!)).Allowed);

    private static async Task CompareAsync(OpaServer server, Dice dice)
    {
        var now = DateTimeOffset.UtcNow;
        var document = WithTrustBundle(DecisionGen.Document(dice, now));
        var policy = PolicySet.Of(document);
        var verifier = new TokenVerifier(policy, provider => provider.Oidc!.Jwks!);
        foreach (var environment in PolicyGen.EnvironmentNames)
        {
            await server.PutDataAsync("access/policy", OpaBundles.Data(OpaBundles.Compile(policy, environment)));
            var requests = Enumerable.Range(0, 200).Select(_ => RequestGen.Request(dice, document, now)).Where(r => r.Environment == environment).ToArray();
            var inputs = requests.Select(r => EnvoyInput.Of(r, PolicyGen.HostOf(environment, r.Service), dice.One("", "?a=/b", "?"))).ToArray();
            var answers = (await server.QueryAsync("harness/checks", new JsonArray(inputs)))!.AsArray();
            Assert.Equal(requests.Length, answers.Count);
            for (var i = 0; i < requests.Length; i++)
            {
                var expected = OracleAnswer.ToJson(Evaluator.Decide(policy, requests[i].ToAccessRequest(verifier)).ToDecision());
                Claim.Holds(JsonNode.DeepEquals(expected, answers[i]!["decision"]), $"{requests[i]}: {answers[i]!.ToJsonString()} instead of {expected.ToJsonString()}");
                Assert.Equal((string?)expected["effect"] == "allow" || (string?)expected["mode"] == "shadow", (bool)answers[i]!["allowed"]!);
            }
        }
    }

    private static PolicyDocument WithTrustBundle(PolicyDocument document) => document with
    {
        IdentityProviders = [.. document.IdentityProviders.Select(p => p.Spiffe is { } spiffe ? p with { Spiffe = spiffe with { TrustBundle = "{}" } } : p)],
    };

    /// <summary>Asks about a service with one probe and no other grant.</summary>
    private static async Task<JsonNode> AskAsync(JsonNode input, Func<Deployment, Deployment>? change = null)
    {
        await using var server = await OpaBundles.StartAsync();
        var deployment = new Deployment { Environment = "production", Hosts = [Host], Probes = [PathTemplate.Parse("/healthz")] };
        var document = WithTrustBundle(PolicyGen.Document(new Dice(1), DateTimeOffset.UnixEpoch)) with
        {
            Services = [new Service { Name = "api", Deployments = [change?.Invoke(deployment) ?? deployment] }],
            Grants = [],
        };
        await server.PutDataAsync("access/policy", OpaBundles.Data(OpaBundles.Compile(PolicySet.Of(document), "production")));
        return (await server.QueryAsync("access/envoy", input))!;
    }

    private static WireRequest Probe() => new("production", "api", "GET", "/healthz", [], ClientCertificate.None, DateTimeOffset.UnixEpoch);

    private static (string? Reason, bool Allowed) Reason(JsonNode answer) => ((string?)answer["decision"]!["reason"], (bool)answer["allowed"]!);
}
