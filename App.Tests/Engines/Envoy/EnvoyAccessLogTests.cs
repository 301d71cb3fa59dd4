using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Pull.Decisions;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Envoy;
using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Evaluation.Credentials;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Equivalence;
using AccessConsole.Tests.Engines.Nginx;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>What <c>accessctl</c> reads of the lines that the shipped bootstraps ask Envoy for; the lines are an interpreter's, of the operators as they are documented.</summary>
public sealed class EnvoyAccessLogTests
{
    private const int Scenes = 40;
    private const int RequestsForEach = 100;

    private static readonly AccessLogInterpreter Log = AccessLogInterpreter.Of(Repository.PathTo("deploy", "envoy", "envoy.json"));
    private static readonly Deployment Deployment = NginxPolicies.DeploymentTo("http://10.0.0.1:8080") with { Hops = [new Hop { Engine = Target.Envoy }] };

    [Fact]
    public async Task Lines_OnRandomPoliciesAndHostileRequests_SayWhatTheEvaluatorSays()
    {
        var seed = Dice.Seed;
        await using var rig = new EnvoyEngineRig();
        var reasons = new Dictionary<string, int>(StringComparer.Ordinal);
        var named = 0;
        for (var i = 0; i < Scenes; i++)
        {
            var dice = new Dice(seed + i);
            var scene = rig.MakeScene(dice);
            var policy = scene.Resolve();
            var envoy = new EnvoyInterpreter(Stamped(rig.Compile(scene)));
            var verifier = new TokenVerifier(policy, provider => provider.Oidc!.Jwks!);
            for (var j = 0; j < RequestsForEach; j++)
            {
                var request = rig.MakeRequest(dice, scene);
                if (policy.Find(scene.Environment, request.Wire.Service) is not { } resolved || EnvoyEngineRig.IsRefusedInHandshake(request.Wire)
                    || (request.ServerName.Length > 0 && request.ServerName != resolved.Deployment.Hosts[0]))
                    continue;
                var verdict = Evaluator.Decide(policy, request.Wire.ToAccessRequest(verifier));
                if (EnvoyEngineRig.ResidualOf(request, verdict) is not null)
                    continue;
                var decision = Read(Line(envoy, EnvoyEngineRig.RequestOf(resolved.Deployment, request)))!;
                Claim.Holds(IsSame(verdict, decision), $"seed {seed + i}: {request}: the evaluator says {verdict.Reason.Name()} {verdict.Grant?.Name} {verdict.Principal}, the log {decision}");
                Assert.Equal((scene.Environment, request.Wire.Service, "7", request.Wire.Time), (decision.Environment, decision.Service, decision.Revision, decision.At));
                Assert.Equal((request.Wire.Method, request.Wire.Path), (decision.Method, decision.Path));
                reasons[decision.Reason] = reasons.GetValueOrDefault(decision.Reason) + 1;
                named += decision.Principal is null ? 0 : 1;
            }
        }

        Assert.True(named > 50 && reasons.Keys.Intersect(["granted", "denied_by_grant", "no_grant", "token_invalid", "unknown_principal"]).Count() == 5, $"seed {seed}: {named} named, {string.Join(", ", reasons)}");
    }

    [Fact]
    public void Line_OfAGoodToken_HasBuildJobAndBranchAndNothingSecret()
    {
        var token = NginxPolicies.Token(0, new JsonObject
        {
            ["organization_slug"] = "acme",
            ["build_number"] = 1417,
            ["job_id"] = "0190046e-e199-453b-a302-a21a4d649d31",
            ["build_branch"] = "release/\"1\"\n",
            ["build_tag"] = null,
            ["step_key"] = new string('x', 201),
            ["agent_tag:secret"] = "s3cret",
        });
        var request = Request("/a/b?access_token=s3cret") with
        {
            Headers =
            [
                new("authorization", $"Bearer {token}"), new("cookie", "s3cret"), new("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                new("x-envoy-original-path", "/elsewhere?s3cret"),
            ],
        };

        var line = Line(Envoy(NginxPolicies.Grant), request);

        Assert.DoesNotContain("s3cret", line, StringComparison.Ordinal);
        Assert.DoesNotContain(token.Split('.')[2], line, StringComparison.Ordinal);
        var decision = Read(line)!;
        Assert.Equal(("allow", "granted", "deploy-may", "pipeline/deploy", "enforce", "/a/b"), (decision.Effect, decision.Reason, decision.Grant, decision.Principal, decision.Mode, decision.Path));
        Assert.Equal(["organization_slug", "build_number", "job_id", "build_branch"], decision.Claims.Select(claim => claim.Key));
        Assert.Equal("release/\"1\"\n", decision.Claims[^1].Value.GetString());
        Assert.Equal("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", decision.TraceParent);
    }

    [Fact]
    public void Line_OfATokenThatDoesNotVerify_SaysSoAndNothingOfTheToken()
    {
        var forged = TokenForge.Tampered(NginxPolicies.Token(0, new JsonObject { ["job_id"] = "forged" }));
        var decision = Read(Line(Envoy(NginxPolicies.Grant), Request("/a") with { Headers = [new("authorization", $"Bearer {forged}")] }))!;
        Assert.Equal(("deny", "token_invalid", "api", null, 0), (decision.Effect, decision.Reason, decision.Service, decision.Principal, decision.Claims.Length));
    }

    [Fact]
    public void Line_OfAForeignTokenOfTheSameIssuer_HasNoClaims()
    {
        var elsewhere = NginxPolicies.Token(0, new JsonObject { ["aud"] = "somebody-else", ["job_id"] = "other" });
        var line = Line(Envoy(NginxPolicies.Grant), Request("/a") with { Headers = [new("authorization", $"Bearer {elsewhere}")] });
        Assert.Contains("\"other\"", line, StringComparison.Ordinal);
        Assert.Equal(("token_invalid", 0), (Read(line)!.Reason, Read(line)!.Claims.Length));
    }

    [Fact]
    public void Line_InShadow_SaysWhatWouldHaveBeen()
    {
        var decision = Read(Line(new EnvoyInterpreter(Stamped(EnvoyBundles.Of(NginxPolicies.Policy(Deployment with { Mode = Mode.Shadow }, NginxPolicies.Grant), NginxPolicies.Environment))), Request("/a")))!;
        Assert.Equal(("deny", "unknown_principal", "shadow"), (decision.Effect, decision.Reason, decision.Mode));
    }

    [Fact]
    public void Line_OfWhatALimitRefused_SaysTheLimitAndTheGrant()
    {
        var envoy = Envoy(NginxPolicies.Grant with { RateLimit = new RateLimit { Requests = 1, Per = RatePeriod.Minute } });
        var request = Request("/a") with { UriNames = ["spiffe://acme.example/ns/shop/sa/storefront"] };
        DecisionEvent[] decisions = [.. Enumerable.Range(0, 3).Select(_ => Read(Line(envoy, request))!)];
        Assert.Equal(("deny", "rate_limited", "deploy-may", "workload/storefront"), (decisions[^1].Effect, decisions[^1].Reason, decisions[^1].Grant, decisions[^1].Principal));
        Assert.Equal("granted", decisions[0].Reason);
        Assert.Equal(3, decisions.Select(decision => decision.Id).Distinct().Count());
    }

    [Fact]
    public void Line_OfAnUnknownHost_NamesNoService()
    {
        var decision = Read(Line(Envoy(NginxPolicies.Grant), Request("/a") with { Host = "nowhere.example" }))!;
        Assert.Equal(("deny", "unknown_service", null, null), (decision.Effect, decision.Reason, decision.Service, decision.Grant));
    }

    [Fact]
    public void Path_ThatIsCut_IsLeftOut()
    {
        var envoy = Envoy(NginxPolicies.Grant);
        Assert.Equal(2_048, Read(Line(envoy, Request($"/{new string('a', 2_047)}")))!.Path!.Length);
        var line = Line(envoy, Request($"/{new string('a', 60_000)}"));
        Assert.Null(Read(line)!.Path);
        Assert.True(line.Length < LogFile.LongestLine);
    }

    [Theory]
    [InlineData("path", "/a\"\\\n\u0000\u001b[31m\u202e")]
    [InlineData("method", "GET\",\"decision\":\"allowed")]
    [InlineData("trace", "}{\n")]
    public void Text_OfTheCaller_StaysText(string member, string text)
    {
        var line = JsonNode.Parse(Line(Envoy(NginxPolicies.Grant), Request("/a")))!;
        line[member] = text;
        var decision = Read(line.ToJsonString())!;
        Assert.Equal(text, member switch { "path" => decision.Path, "method" => decision.Method, _ => decision.TraceParent });
        Assert.Equal(("deny", "unknown_principal"), (decision.Effect, decision.Reason));
    }

    [Fact]
    public void Bytes_ThatAreNoText_AreReplaced()
    {
        var line = Encoding.UTF8.GetBytes(Line(Envoy(NginxPolicies.Grant), Request("/AB")));
        line[line.AsSpan().IndexOf("/AB"u8) + 1] = 0xff;
        Assert.Equal("/\uFFFDB", new EnvoyDecision().Read(line)!.Path);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{\"request_id\":\"x\",\"revision\":\"7\",\"service\":\"api\"}")]
    [InlineData("{\"request_id\":\"x\",\"revision\":\"7\",\"service\":\"api\",\"decision\":\"perhaps\",\"decided_by\":\"g\",\"at\":\"1\"}")]
    [InlineData("{\"request_id\":\"x\",\"revision\":\"7\",\"service\":\"api\",\"decision\":\"allowed\",\"at\":\"1\"}")]
    [InlineData("{\"request_id\":\"x\",\"revision\":\"7\",\"service\":\"api\",\"decision\":\"allowed\",\"decided_by\":\"g\",\"at\":\"9e99\"}")]
    [InlineData("{\"request_id\":\"x\",\"revision\":\"7\",\"service\":\"api\",\"decision\":\"allowed\",\"decided_by\":\"g\",\"at\":\"79228162514264337593543950335\"}")]
    [InlineData("{\"request_id\":\"x\",\"revision\":\"7\",\"service\":\"api\",\"decision\":\"allowed\",\"decided_by\":\"g\",\"at\":\"1\",\"path\":\"\\ud800\"}")]
    public void Line_OfAnotherFormat_IsNone(string line) => Assert.Throws<FormatException>(() => Read(line));

    [Theory]
    [InlineData("{\"request_id\":null,\"revision\":null,\"decision\":null}")]
    [InlineData("{\"request_id\":\"x\",\"revision\":\"-\",\"denied_by\":\"http1.codec_error\"}")]
    [InlineData("{\"request_id\":\"x\",\"revision\":\"0\",\"decision\":\"denied\"}")]
    public void Line_OfARequestThatNoBundleDecided_IsPassedOver(string line) => Assert.Null(Read(line));

    [Theory]
    [InlineData("envoy.json")]
    [InlineData("envoy-rest.json")]
    public void Format_OfEachBootstrap_IsTheSameAndOfTheClaimsThatMayBeLogged(string file)
    {
        var manager = JsonNode.Parse(File.ReadAllText(Repository.PathTo("deploy", "envoy", file)))!["static_resources"]!["listeners"]![0]!["filter_chains"]![0]!["filters"]![0]!["typed_config"]!;
        var format = manager["access_log"]!.AsArray().Single()!["typed_config"]!["log_format"]!["json_format"]!.AsObject();
        Assert.Equal(LoggedClaims.Names, format["claims"]!.AsObject().Select(claim => claim.Key));
        Assert.All(format["claims"]!.AsObject(), claim => Assert.Equal($"%DYNAMIC_METADATA(envoy.filters.http.jwt_authn:token:{claim.Key})%", claim.Value!.GetValue<string>()));
        Assert.Equal(["%REQ(:AUTHORITY):255%", "%REQ(:METHOD):64%", "%REQ(X-REQUEST-ID):64%", "%REQ(TRACEPARENT):64%"], format.Select(member => member.Value).OfType<JsonValue>().Select(value => value.GetValue<string>()).Where(value => value.StartsWith("%REQ", StringComparison.Ordinal)));
    }

    private static EnvoyInterpreter Envoy(params ValueList<Grant> grants) => new(Stamped(EnvoyBundles.Of(NginxPolicies.Policy(Deployment, grants), NginxPolicies.Environment)));

    private static ImmutableArray<BundleFile> Stamped(ImmutableArray<BundleFile> files) => [.. files.Select(file => new EnvoyCompiler().Stamp(file, 7))];

    private static EnvoyRequest Request(string target) => new(NginxPolicies.Host, "GET", target, [], null, DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));

    private static string Line(EnvoyInterpreter envoy, EnvoyRequest request)
    {
        var state = new FilterState(request);
        state.Remove("x-request-id");
        state.Add("x-request-id", Guid.NewGuid().ToString());
        return Log.Write(LoggedRequest.Of(state, envoy.Decide(state)));
    }

    private static DecisionEvent? Read(string line) => new EnvoyDecision().Read(Encoding.UTF8.GetBytes(line));

    /// <summary>A principal that no rule names is nobody to Envoy, whoever denies it.</summary>
    private static bool IsSame(Verdict verdict, DecisionEvent decision) =>
        decision.Effect == (verdict.Effect == Effect.Allow ? "allow" : "deny")
        && decision.Mode == (verdict.Mode == Mode.Shadow ? "shadow" : "enforce")
        && (decision.Grant == verdict.Grant?.Name || decision.Reason == "unknown_principal")
        && (decision.Reason is not ("granted" or "denied_by_grant" or "no_grant" or "not_governed") || decision.Reason == verdict.Reason.Name())
        && (decision.Principal is null || decision.Principal == $"{(verdict.Principal?.Pipeline is null ? "workload" : "pipeline")}/{verdict.Principal?.Name}");
}
