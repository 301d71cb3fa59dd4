using System.Net;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Faults;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

public sealed class TokenEndpointTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private const string Puller = "\"kind\":\"puller\",\"environment\":\"staging\",\"target\":\"opa\"";

    private ConsoleHost Host => console.Host;

    [Fact]
    public async Task Token_Made_WorksUntilRevoked_AndIsShownOnce()
    {
        using var made = await CreateAsync("{" + Puller + ",\"labels\":{\"host\":\"gateway-1\"},\"expires\":\"" + DateTimeOffset.UtcNow.AddDays(1).ToString("O") + "\"}");
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        var body = await made.JsonAsync();
        Assert.Equal(["id", "token"], body.AsObject().Select(m => m.Key).Order());
        var path = $"/api/v1/tokens/{body.Text("id")}";
        Assert.Equal(path, made.Headers.Location!.OriginalString);

        using var pulled = await Host.WithToken(body.Text("token")).PullAsync();
        Assert.Equal(HttpStatusCode.OK, pulled.StatusCode);
        var shown = await Host.Bootstrap.CallAsync("GET", path).JsonAsync();
        Assert.Equal("gateway-1", shown["labels"]!.Text("host"));
        Assert.DoesNotContain(body.Text("token"), shown.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain(body.Text("token"), (await Host.Bootstrap.CallAsync("GET", "/api/v1/tokens?limit=1000").JsonAsync()).ToJsonString(), StringComparison.Ordinal);

        using var ended = await Host.Bootstrap.CallAsync("DELETE", path);
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        using var refused = await Host.WithToken(body.Text("token")).PullAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        await Host.Bootstrap.CallAsync("DELETE", path).ProblemAsync(HttpStatusCode.Conflict, "conflict");
    }

    [Fact]
    public async Task Puller_RegisteredBySpiffeId_HasNoTextAndHoldsItsName()
    {
        const string Registration = "{" + Puller + ",\"spiffeId\":\"SPIFFE://Acme.example/gateway\"}";
        var made = await CreateAsync(Registration).JsonAsync();
        Assert.Equal(["id"], made.AsObject().Select(m => m.Key));
        var shown = await Host.Bootstrap.CallAsync("GET", $"/api/v1/tokens/{made.Text("id")}").JsonAsync();
        Assert.Equal("spiffe://acme.example/gateway", shown.Text("spiffeId"));
        Assert.Equal("", shown.Text("prefix"));

        var taken = await CreateAsync(Registration).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal("/spiffeId", Assert.Single(taken["problems"]!.AsArray())!.Text("pointer"));
        using var ended = await Host.Bootstrap.CallAsync("DELETE", $"/api/v1/tokens/{made.Text("id")}");
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        await CreateAsync(Registration).JsonAsync();
    }

    [Fact]
    public async Task ApiToken_Revoked_EndsAtOnce()
    {
        var made = await CreateAsync("""{"kind":"api","role":"viewer"}""").JsonAsync();
        var client = Host.WithToken(made.Text("token"));
        await client.CallAsync("GET", "/api/v1/policy").JsonAsync();

        using var ended = await Host.Bootstrap.CallAsync("DELETE", $"/api/v1/tokens/{made.Text("id")}");
        await client.CallAsync("GET", "/api/v1/policy").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task DecideToken_AsksAboutItsScope_ReadsNothing_AndEndsAtOnce()
    {
        const string Asked = """{"environment":"staging","service":"payments","method":"GET","path":"/status/x"}""";
        var made = await CreateAsync("""{"kind":"decide","environment":"staging","service":"payments"}""").JsonAsync();
        var client = Host.WithToken(made.Text("token"));

        var decided = await client.CallAsync("POST", "/v1/decide", Asked).JsonAsync();
        Assert.Equal(("deny", "unknown_principal"), (decided.Text("effect"), decided.Text("reason")));
        using var pulled = await client.PullAsync();
        Assert.Equal(HttpStatusCode.Forbidden, pulled.StatusCode);
        await client.CallAsync("GET", "/api/v1/policy").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");

        using var ended = await Host.Bootstrap.CallAsync("DELETE", $"/api/v1/tokens/{made.Text("id")}");
        await client.CallAsync("POST", "/v1/decide", Asked).ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task DecideToken_WithAPullersOrAnApiTokensMembers_IsRefusedForAll()
    {
        var refused = await CreateAsync("""{"kind":"decide","target":"opa","role":"viewer","service":"No Service"}""").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");

        Assert.Equal(["/environment", "/role", "/service", "/target"], refused["problems"]!.AsArray().Select(p => p!.Text("pointer")).Order());
    }

    [Fact]
    public async Task PullerToken_ReadsItsScopeOnly()
    {
        var (_, text) = await Host.Bootstrap.MakePullerTokenAsync("production");
        var puller = Host.WithToken(text);

        using var own = await puller.PullAsync(path: "/v1/bundles/production/opa");
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        foreach (var path in new[] { PullerCalls.Staging, "/v1/bundles/production/nginx" })
        {
            using var foreign = await puller.PullAsync(path: path);
            Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        }
    }

    [Theory]
    [InlineData("{}", "/kind")]
    [InlineData("""{"kind":"other","expires":"2001-01-01T00:00:00Z"}""", "/kind /expires")]
    [InlineData("""{"kind":"puller"}""", "/environment /target")]
    [InlineData("""{"kind":"puller","environment":"staging","target":"apache","service":"","role":"admin"}""", "/target /service /role")]
    [InlineData("""{"kind":"api"}""", "/role")]
    [InlineData("""{"kind":"api","role":"emperor","environments":[],"target":"opa"}""", "/role /environments /environment")]
    [InlineData("""{"kind":"api","role":"7"}""", "/role")]
    [InlineData("""{"kind":"api","role":"viewer, admin"}""", "/role")]
    [InlineData("{" + Puller + ",\"labels\":{\"\":\"x\"},\"expires\":\"2126-01-01T00:00:00Z\"}", "/expires /labels")]
    [InlineData("{" + Puller + ",\"labels\":{\"a\":null}}", "/labels")]
    [InlineData("""{"kind":"puller","environment":"a/b","target":"opa"}""", "/environment")]
    [InlineData("""{"kind":"puller","environment":"staging","target":"opa","service":"../x"}""", "/service")]
    [InlineData("""{"kind":"api","role":"viewer","environments":["a b"]}""", "/environments")]
    [InlineData("{" + Puller + ",\"spiffeId\":\"spiffe://acme.example\"}", "/spiffeId")]
    [InlineData("""{"kind":"api","role":"viewer","spiffeId":"spiffe://acme.example/a"}""", "/environment")]
    public async Task Request_Wrong_IsToldInFull(string body, string pointers)
    {
        var problem = await CreateAsync(body).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal(pointers.Split(' ').Order(), problem["problems"]!.AsArray().Select(p => p!.Text("pointer")).Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"kind":"api","role":"viewer","rôle":"admin"}""")]
    [InlineData("""{"kind":"api","role":"viewer","environments":[null]}""")]
    [InlineData("""{"kind":7}""")]
    [InlineData("""{"kind":"api","role":"viewer","expires":"soon"}""")]
    public async Task Request_Malformed_IsRefused(string body)
    {
        using var answer = await CreateAsync(body);
        Assert.True(answer.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity, $"{answer.StatusCode}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task ScopedAdmin_MakesTokensOfItsScopeOnly()
    {
        var admin = await Host.WithApiTokenAsync(Host.Bootstrap, ConsoleRole.Admin, "staging");

        await admin.MakePullerTokenAsync("staging");
        foreach (var body in new[]
        {
            """{"kind":"puller","environment":"production","target":"opa"}""",
            """{"kind":"api","role":"viewer"}""",
            """{"kind":"api","role":"admin","environments":["staging","production"]}""",
        })
            await admin.CallAsync("POST", "/api/v1/tokens", body).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        var (id, _) = await Host.Bootstrap.MakePullerTokenAsync("production");
        await admin.CallAsync("DELETE", $"/api/v1/tokens/{id}").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task ApiToken_MadeByAToken_EndsWithIt()
    {
        var ends = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.AddDays(2).ToUnixTimeSeconds());
        var maker = await CreateAsync($$"""{"kind":"api","role":"admin","expires":"{{ends:O}}"}""").JsonAsync();
        var by = Host.WithToken(maker.Text("token"));
        const string Viewer = "\"kind\":\"api\",\"role\":\"viewer\"";
        var late = await by.CallAsync("POST", "/api/v1/tokens", $"{{{Viewer},\"expires\":\"{ends.AddSeconds(1):O}\"}}").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal("/expires", Assert.Single(late["problems"]!.AsArray())!.Text("pointer"));
        await by.CallAsync("POST", "/api/v1/tokens", $"{{{Viewer},\"expires\":\"{ends:O}\"}}").JsonAsync();

        var made = await by.CallAsync("POST", "/api/v1/tokens", """{"kind":"api","role":"admin"}""").JsonAsync();
        var grandchild = await Host.WithToken(made.Text("token")).CallAsync("POST", "/api/v1/tokens", $"{{{Viewer}}}").JsonAsync();
        var (puller, pullerText) = await by.MakePullerTokenAsync();
        var shown = await Host.Bootstrap.CallAsync("GET", $"/api/v1/tokens/{made.Text("id")}").JsonAsync();
        Assert.Equal((maker.Text("id"), ends), (shown.Text("madeBy"), shown["expiresAt"]!.GetValue<DateTimeOffset>()));
        Assert.True((await Host.Bootstrap.CallAsync("GET", $"/api/v1/tokens/{puller}").JsonAsync())["expiresAt"]!.GetValue<DateTimeOffset>() > ends);

        using var ended = await Host.Bootstrap.CallAsync("DELETE", $"/api/v1/tokens/{maker.Text("id")}");
        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        foreach (var text in new[] { maker, made, grandchild }.Select(token => token.Text("token")))
            await Host.WithToken(text).CallAsync("GET", "/api/v1/policy").ProblemAsync(HttpStatusCode.Unauthorized, "unauthorized");
        using var pulled = await Host.WithToken(pullerText).PullAsync();
        Assert.Equal(HttpStatusCode.OK, pulled.StatusCode);
        foreach (var (id, by1) in new[] { (made.Text("id"), maker), (grandchild.Text("id"), made) })
        {
            var events = (await Host.Bootstrap.CallAsync("GET", $"/api/v1/audit?subject=token/{id}").JsonAsync()).AsArray();
            Assert.Equal(["token.created", "token.revoked"], events.Select(e => e!.Text("action")).Order());
            Assert.Contains(events, e => e!["details"]!["madeBy"]?.GetValue<string>() == by1.Text("token")[..10]);
            Assert.Contains(events, e => e!["details"]!["endsWith"]?.GetValue<string>() == maker.Text("token")[..10]);
        }
    }

    private Task<HttpResponseMessage> CreateAsync(string body) => Host.Bootstrap.CallAsync("POST", "/api/v1/tokens", body);
}
