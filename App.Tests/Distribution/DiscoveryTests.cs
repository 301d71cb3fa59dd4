using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Compilation.Envoy;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Envoy;
using AccessConsole.Tests.Engines.Nginx;
using AccessConsole.Tests.Support;
using AccessConsole.Tokens;
using Xunit;

namespace AccessConsole.Tests.Distribution;

/// <summary>Envoy's polling by REST over real HTTP: what is served, to whom, and with what answer.</summary>
public sealed class DiscoveryTests
{
    private static readonly BundleScope Scope = new(NginxPolicies.Environment, Target.Envoy);

    public static TheoryData<string, string[], string> Resources => new()
    {
        { "routes", ["access"], "routes" },
        { "clusters", [], "clusters" },
        { "secrets", ["access-client-ca"], "secrets" },
        { "extension_configs", ["access.token"], "token" },
        { "extension_configs", ["access.identity"], "identity" },
    };

    [Theory]
    [MemberData(nameof(Resources))]
    public async Task Poll_IsAnsweredWithTheFilesOwnResources(string type, string[] names, string file)
    {
        await using var side = await MachineSide.StartAsync();
        var files = Files();
        var bundle = await side.PublishAsync(7, Scope, files);

        using var answer = await side.PollAsync(type, side.AddToken(target: Target.Envoy), names: names);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), new JsonDocumentOptions { MaxDepth = 128 });
        Assert.Equal($"7-{bundle.ContentDigest}", json.RootElement.GetProperty("version_info").GetString());
        using var content = JsonDocument.Parse(files.Single(f => f.Path == $"envoy/{file}.json").Content, new JsonDocumentOptions { MaxDepth = 128 });
        Assert.Equal(content.RootElement.GetProperty("resources").GetRawText(), json.RootElement.GetProperty("resources").GetRawText());
        Assert.All(json.RootElement.GetProperty("resources").EnumerateArray(), r => Assert.Equal(json.RootElement.GetProperty("type_url").GetString(), r.GetProperty("@type").GetString()));
        Assert.Empty(DefinitionChecker.FaultsOf("envoy.service.discovery.v3.DiscoveryResponse", json.RootElement));
    }

    [Fact]
    public async Task Poll_OfWhatIsCurrentOrNewer_IsNotModified()
    {
        await using var side = await MachineSide.StartAsync();
        var bundle = await side.PublishAsync(7, Scope, Files());
        var token = side.AddToken(target: Target.Envoy);

        foreach (var version in new[] { $"7-{bundle.ContentDigest}", "8-" + new string('a', 64) })
        {
            using var current = await side.PollAsync("routes", token, version);
            Assert.Equal(HttpStatusCode.NotModified, current.StatusCode);
            Assert.Empty(await current.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }

        foreach (var version in new[] { "", "6-" + bundle.ContentDigest, "7-" + new string('a', 64), "other" })
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(side.PollAsync("routes", token, version)));
    }

    /// <summary>Where a stale bundle denies, it also says something to accessctl, which is none of Envoy's resources.</summary>
    [Fact]
    public async Task Poll_OfABundleThatSaysSomethingToItsPuller_IsAnsweredWithResourcesAlone()
    {
        await using var side = await MachineSide.StartAsync();
        IReadOnlyList<BundleFile> files = FilesDenyingWhenStale();
        Assert.Contains(files, file => file.Path == PullerFile.PathOf(Target.Envoy));
        await side.PublishAsync(7, Scope, files);
        var token = side.AddToken(target: Target.Envoy);

        foreach (var type in new[] { "routes", "clusters", "secrets", "extension_configs" })
        {
            using var answer = await side.PollAsync(type, token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.DoesNotContain("onStale", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("access-console")]
    [InlineData("access_console")]
    public async Task Poll_WithTheClustersNameAsHost_IsAnswered(string host)
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(1, Scope, Files());
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(side.PollAsync("routes", side.AddToken(target: Target.Envoy), host: host)));
    }

    [Fact]
    public async Task Token_InTheNode_ReachesItsOwnScopeOnly()
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(1, Scope, Files());
        await side.PublishAsync(1, Scope with { Service = NginxPolicies.Service }, Files(NginxPolicies.Service));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(side.PollAsync("routes", side.AddToken(target: Target.Envoy))));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(side.PollAsync("routes", side.AddToken(target: Target.Envoy, service: NginxPolicies.Service))));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(side.PollAsync("routes", side.AddToken(target: Target.Envoy, service: "other"))));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(side.PollAsync("routes", side.AddToken("staging", Target.Envoy))));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(side.PollAsync("routes", side.AddToken(target: Target.Opa))));
        foreach (var bad in new[] { null, "", "x", TokenText.Create(TokenKind.Puller), side.AddToken(target: Target.Envoy, lifetime: -TimeSpan.FromSeconds(1)) })
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(side.PollAsync("routes", bad)));
    }

    [Fact]
    public async Task Token_Sent_IsInNoLogAndNoAnswer()
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(1, Scope, Files());
        string[] tokens = [side.AddToken(target: Target.Envoy), side.AddToken(target: Target.Opa), TokenText.Create(TokenKind.Puller)];
        foreach (var token in tokens)
        {
            foreach (var type in new[] { "routes", "listeners", "nonsense" })
            {
                using var answer = await side.PollAsync(type, token, names: ["no-such"]);
                Assert.DoesNotContain(token, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
            }
        }

        using var malformed = await side.PostAsync("routes", $$$"""{"node":{"id":"a","metadata":{"access_token":"{{{tokens[0]}}}"}},"type_url":7}""");
        Assert.Equal(HttpStatusCode.BadRequest, malformed.StatusCode);
        Assert.NotEmpty(side.Log.Lines);
        Assert.DoesNotContain(side.Log.Lines, line => tokens.Any(t => line.Contains(t[10..], StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("routes", """{"node":{"id":"a"},"type_url":"type.googleapis.com/envoy.config.cluster.v3.Cluster"}""", HttpStatusCode.BadRequest)]
    [InlineData("routes", """{"node":{"id":"a"},"resource_names":["other"]}""", HttpStatusCode.NotFound)]
    [InlineData("extension_configs", """{"node":{"id":"a"},"resource_names":["access.token","other"]}""", HttpStatusCode.NotFound)]
    [InlineData("listeners", """{"node":{"id":"a"}}""", HttpStatusCode.NotFound)]
    [InlineData("endpoints", """{"node":{"id":"a"}}""", HttpStatusCode.NotFound)]
    [InlineData("routes", """{"node":{"id":""}}""", HttpStatusCode.BadRequest)]
    [InlineData("routes", """{"node":"a"}""", HttpStatusCode.BadRequest)]
    [InlineData("routes", """{"node":{"id":"a"},"resource_names":[7]}""", HttpStatusCode.BadRequest)]
    [InlineData("routes", "[]", HttpStatusCode.BadRequest)]
    [InlineData("routes", "", HttpStatusCode.BadRequest)]
    [InlineData("routes", """{"node":{"id":"a"},"resourceNames":["access"],"typeUrl":"type.googleapis.com/envoy.config.route.v3.RouteConfiguration"}""", HttpStatusCode.OK)]
    public async Task Request_OfAnyShape_GetsItsAnswer(string type, string body, HttpStatusCode status)
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(1, Scope, Files());
        Assert.Equal(status, await StatusAsync(side.PostAsync(type, body, side.AddToken(target: Target.Envoy))));
    }

    [Fact]
    public async Task Request_BeyondALimit_IsRefused()
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(1, Scope, Files());
        var token = side.AddToken(target: Target.Envoy);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await StatusAsync(side.PostAsync("routes", $$"""{"node":{"id":"a"},"x":"{{new string('x', 1 << 20)}}"}""", token)));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(side.PollAsync("routes", token, names: [.. Enumerable.Range(0, 1_001).Select(i => $"{i}")])));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(side.PollAsync("routes", token, node: new string('x', 201))));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(side.PollAsync("routes", token, version: new string('1', 257))));
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(side.PostAsync("routes", new string('[', 100), token)));
        using var wrong = await side.GetAsync("/v3/discovery:routes", token);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, wrong.StatusCode);
    }

    [Fact]
    public async Task TwoTokens_ThatDiffer_AreRefused()
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(1, Scope, Files());
        var token = side.AddToken(target: Target.Envoy);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(side.PollAsync("routes", token, header: token)));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(side.PollAsync("routes", token, header: side.AddToken(target: Target.Envoy))));
    }

    [Fact]
    public async Task Certificate_Registered_PollsWithoutAToken()
    {
        await using var certified = await CertifiedSide.StartAsync();
        await certified.Side.PublishAsync(1, Scope, Files());
        certified.Register(target: Target.Envoy);
        using var client = certified.Client();
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(certified.Side.PollAsync("routes", null, client: client)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(certified.Side.PollAsync("routes", certified.Side.AddToken(target: Target.Envoy), client: client)));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(certified.Side.PollAsync("routes", certified.Side.AddToken("staging", Target.Envoy), client: client)));
    }

    [Fact]
    public async Task Replica_RestartedWithoutTheDatabase_AnswersPollsAsBefore()
    {
        using var data = TemporaryDirectory.Create();
        var (token, text) = MachineSide.NewToken(target: Target.Envoy);
        string version;
        await using (var side = await MachineSide.StartAsync(s => s.Tokens.Add(token), data.Path))
        {
            version = $"3-{(await side.PublishAsync(3, Scope, Files())).ContentDigest}";
            await MachineSide.WaitUntilAsync(() => Directory.GetFiles(data.Path, "*.bundle", SearchOption.AllDirectories).Length == 1, "the bundle to be cached");
        }

        await using var again = await MachineSide.StartAsync(side => side.Bundles.IsAway = side.Tokens.IsAway = true, data.Path);
        Assert.Equal(HttpStatusCode.NotModified, await StatusAsync(again.PollAsync("routes", text, version)));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(again.PollAsync("clusters", text)));
    }

    internal static IReadOnlyList<BundleFile> Files(string? service = null) => EnvoyBundles.Of(Policy(), NginxPolicies.Environment, service);

    private static PolicySet Policy() => NginxPolicies.Policy(NginxPolicies.DeploymentTo("http://10.0.0.1:8080") with { Hops = [new Hop { Engine = Target.Envoy }] });

    private static ImmutableArray<BundleFile> FilesDenyingWhenStale()
    {
        var policy = Policy();
        var denying = policy.Apply(new PolicyPatch { Upserts = [policy.Environments[NginxPolicies.Environment] with { OnStale = OnStale.Deny }] });
        var input = new CompilationInput(denying, ImmutableSortedDictionary<string, JwkSet>.Empty, DateTimeOffset.UnixEpoch);
        return new PolicyCompiler([new EnvoyCompiler()]).Compile(input, before: null).Single(bundle => bundle.Scope == Scope).Files;
    }

    private static async Task<HttpStatusCode> StatusAsync(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        return answer.StatusCode;
    }
}
