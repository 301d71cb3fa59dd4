using System.Diagnostics;
using System.Net;
using System.Text;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Engines.Nginx;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Distribution.Deciding;

public sealed class AuthzEndpointTests
{
    private const string Address = "/v1/authz/production/api";

    [Fact]
    public async Task Granted_TellsTheEngineWhoAndBy()
    {
        await using var side = await DecideEndpointTests.StartAsync();

        var answer = await side.SendAsync($"POST {Address}/x?y=1", Headers(side, NginxPolicies.Token()));

        Assert.Equal((200, "granted", "pipeline/deploy", "deploy-may", "1"), (
            answer.Status, answer.Header("X-Access-Reason"), answer.Header("X-Access-Principal"), answer.Header("X-Access-Grant"), answer.Header("X-Access-Revision")));
    }

    [Theory]
    [InlineData(null, 401, "unknown_principal")]
    [InlineData("nonsense", 401, "token_invalid")]
    public async Task Refused_SaysNoMoreThanTheReason(string? job, int status, string reason)
    {
        await using var side = await DecideEndpointTests.StartAsync();

        var answer = await side.SendAsync($"GET {Address}/x", Headers(side, job));

        Assert.Equal((status, reason, null, null), (answer.Status, answer.Header("X-Access-Reason"), answer.Header("X-Access-Principal"), answer.Header("X-Access-Grant")));
        Assert.Equal("Bearer", answer.Header("WWW-Authenticate"));
    }

    /// <summary>A caller of an engine that appends targets must not lead the engine's call to an address that answers 200 to anybody.</summary>
    [Theory]
    [InlineData("/../../../../healthz")]
    [InlineData("/../../../keys")]
    [InlineData("/%2e%2e/%2e%2e/%2e%2e/keys")]
    [InlineData("/..%2f..%2f../keys")]
    [InlineData("/x/../../../../keys")]
    [InlineData("/../api/healthz")]
    public async Task DotSegments_LeadNowhereElse(string target)
    {
        await using var side = await DecideEndpointTests.StartAsync();

        var answer = await side.SendAsync($"GET {Address}{target}", Headers(side, NginxPolicies.Token()));

        Assert.Equal((403, "path_not_canonical"), (answer.Status, answer.Header("X-Access-Reason")));
    }

    [Fact]
    public async Task OriginalMethodAndTarget_AreWhatIsDecided_WhereTheAddressHasNone()
    {
        var reading = NginxPolicies.Grant with { Role = "reader" };
        await using var side = await DecideEndpointTests.StartAsync();
        var document = DecideEndpointTests.WithMesh(NginxPolicies.Document(NginxPolicies.DeploymentTo(null), reading));
        side.Advance(document with { Roles = [new Role { Name = "reader", Permissions = [new Permission { Services = Selector.Everything, Methods = MethodSet.Of("GET"), Paths = [PathTemplate.Parse("/read/**")] }] }] });

        Assert.Equal(200, await StatusAsync("", ("X-Original-Method", "GET"), ("X-Original-URI", "/read/x?q=/write")));
        Assert.Equal(403, await StatusAsync("", ("X-Original-Method", "POST"), ("X-Original-URI", "/read/x")));
        Assert.Equal(403, await StatusAsync("", ("X-Original-URI", "/write")));
        Assert.Equal(200, await StatusAsync("/read/x"));
        // Two paths, of which one is the caller's own invention; or none; or a header twice.
        Assert.Equal(400, await StatusAsync("/write", ("X-Original-URI", "/read/x")));
        Assert.Equal(400, await StatusAsync(""));
        Assert.Equal(400, await StatusAsync("", ("X-Original-URI", "/read/x"), ("X-Original-URI", "/write")));
        // An engine that asks by its caller's own method says no other.
        Assert.Equal(400, (await side.SendAsync($"POST {Address}/read/x", [.. Headers(side, NginxPolicies.Token()), new("X-Original-Method", "GET")])).Status);

        async Task<int> StatusAsync(string path, params (string Name, string Value)[] originals) =>
            (await side.SendAsync($"GET {Address}{path}", [.. Headers(side, NginxPolicies.Token()), .. originals.Select(h => KeyValuePair.Create(h.Name, h.Value))])).Status;
    }

    [Fact]
    public async Task Engine_ThatProvesNothing_IsAnsweredNothing()
    {
        await using var side = await DecideEndpointTests.StartAsync();
        var (good, job) = (side.AddToken("production"), NginxPolicies.Token());

        Assert.Equal(401, (await side.SendAsync($"GET {Address}/x", [new("Authorization", $"Bearer {job}")])).Status);
        // A caller's own beside the engine's.
        Assert.Equal(401, (await side.SendAsync($"GET {Address}/x", [new("Access-Console-Token", good), new("Access-Console-Token", good), new("Authorization", $"Bearer {job}")])).Status);
        Assert.Equal(403, (await side.SendAsync($"GET {Address}/x", [new("Access-Console-Token", side.AddToken("staging")), new("Authorization", $"Bearer {job}")])).Status);
    }

    [Fact]
    public async Task Certificate_SentTwice_IsABadOne()
    {
        await using var side = await DecideEndpointTests.StartAsync();
        var pem = Uri.EscapeDataString(side.CertificateOf(new ClientCertificate(ClientCertificateKind.Valid, "spiffe://acme.example/ns/shop/sa/storefront"))!);
        var headers = Headers(side, null);

        Assert.Equal(200, (await side.SendAsync($"GET {Address}/x", [.. headers, new("Access-Client-Certificate", pem)])).Status);
        // With the line end that a parser may take for the end of it all, too.
        foreach (var first in new[] { pem, pem + "%0A" })
            Assert.Equal(403, (await side.SendAsync($"GET {Address}/x", [.. headers, new("Access-Client-Certificate", first), new("Access-Client-Certificate", pem)])).Status);
    }

    [Fact]
    public async Task Shadow_PassesWhateverWasDecided()
    {
        await using var side = await DecideEndpointTests.StartAsync();
        side.Advance(NginxPolicies.Document(NginxPolicies.DeploymentTo(null) with { Mode = Mode.Shadow }));

        var answer = await side.SendAsync($"GET {Address}/x", Headers(side, null));

        Assert.Equal((200, "unknown_principal"), (answer.Status, answer.Header("X-Access-Reason")));
    }

    [Theory]
    [InlineData("", 429)]
    [InlineData("?auth_request", 403)]
    public async Task RateLimited_IsSaidAsTheEngineUnderstands(string query, int status)
    {
        await using var side = await DecideEndpointTests.StartAsync(NginxPolicies.Grant with { RateLimit = new RateLimit { Requests = 1, Per = RatePeriod.Minute } });
        var headers = Headers(side, NginxPolicies.Token());

        Assert.Equal(200, (await side.SendAsync($"GET {Address}/x{query}", headers)).Status);
        var second = await side.SendAsync($"GET {Address}/x{query}", headers);

        Assert.Equal((status, "rate_limited"), (second.Status, second.Header("X-Access-Reason")));
    }

    [Fact]
    public async Task Example_OfAuthRequest_ProtectsAServiceBehindARealNginx()
    {
        await using var side = await DecideEndpointTests.StartAsync();
        await using var gateway = await AuthRequestGateway.StartAsync(side.Side.Address, side.AddToken("production", "api"));
        var job = NginxPolicies.Token();

        Assert.Equal(
            (200, "pipeline/deploy deploy-may "),
            await gateway.GetAsync("/x", [new("Authorization", $"Bearer {job}"), new("X-HTTP-Method-Override", "DELETE"), new("X-Original-URL", "/admin")]));
        Assert.Equal(401, (await gateway.GetAsync("/x")).Status);
        // What the caller sends under the gateway's names is overwritten, and a path is decided as it was sent.
        Assert.Equal(401, (await gateway.GetAsync("/x", [new("X-Original-URI", "/healthz"), new("Access-Console-Token", side.AddToken("production"))])).Status);
        Assert.Equal(403, (await gateway.GetAsync("/a%2fb", [new("Authorization", $"Bearer {job}")])).Status);
        Assert.Equal((200, " api/production/probes "), await gateway.GetAsync("/healthz"));
        await side.Side.StopAsync();
        Assert.Equal(500, (await gateway.GetAsync("/x", [new("Authorization", $"Bearer {job}")])).Status);
    }

    private static KeyValuePair<string, string>[] Headers(DecidingSide side, string? job)
    {
        var own = KeyValuePair.Create("Access-Console-Token", side.AddToken("production"));
        return job is null ? [own] : [own, KeyValuePair.Create("Authorization", $"Bearer {job}")];
    }
}
