using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

public sealed class DecisionEndpointTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private const string Deploy = "\"pipeline\":\"deploy\",\"branch\":\"main\",\"environment\":\"staging\",\"service\":\"payments\"";

    private HttpClient Bootstrap => console.Host.Bootstrap;

    [Theory]
    [InlineData("{" + Deploy + ",\"method\":\"GET\",\"path\":\"/status/1\"}", "allow", "granted")]
    [InlineData("{" + Deploy + ",\"method\":\"POST\",\"path\":\"/migrations/1\"}", "deny", "no_grant")]
    [InlineData("{" + Deploy + ",\"method\":\"GET\",\"path\":\"/status/../x\"}", "deny", "path_not_canonical")]
    [InlineData("{" + Deploy + ",\"method\":\"BREW\",\"path\":\"/status\"}", "deny", "method_unknown")]
    [InlineData("{}", "deny", "unknown_environment")]
    [InlineData("{\"environment\":\"staging\",\"service\":\"nothing\"}", "deny", "unknown_service")]
    [InlineData("{\"environment\":\"staging\",\"service\":\"payments\",\"method\":\"GET\",\"path\":\"/status\"}", "deny", "unknown_principal")]
    [InlineData("{\"pipeline\":\"nobody\",\"environment\":\"staging\",\"service\":\"payments\",\"method\":\"GET\",\"path\":\"/status\"}", "deny", "unknown_principal")]
    [InlineData("{\"claims\":{\"iss\":\"https://agent.ci.example\",\"organization_id\":\"01860a1c-0000-4000-8000-000000000001\",\"pipeline_id\":\"0187c6a2-0000-4000-8000-000000000002\",\"build_branch\":\"main\",\"build_tag\":null},\"environment\":\"staging\",\"service\":\"payments\",\"method\":\"GET\",\"path\":\"/status\"}", "allow", "granted")]
    [InlineData("{\"claims\":{\"iss\":\"https://agent.ci.example\",\"organization_id\":\"01860a1c-0000-4000-8000-000000000001\",\"build_branch\":\"main\"},\"environment\":\"staging\",\"service\":\"payments\",\"method\":\"GET\",\"path\":\"/status\"}", "deny", "missing_claim")]
    [InlineData("{\"spiffeId\":\"spiffe://acme.example/storefront\",\"environment\":\"staging\",\"service\":\"payments\",\"method\":\"GET\",\"path\":\"/status\"}", "deny", "no_grant")]
    [InlineData("{\"spiffeId\":\"spiffe://acme.example/storefront\",\"environment\":\"staging\",\"service\":\"queue\"}", "deny", "no_grant")]
    public async Task Request_IsDecided(string request, string effect, string reason)
    {
        var answer = await DecideAsync($$"""{"requests":[{{request}}]}""").JsonAsync();

        var decision = answer["decisions"]!.AsArray().Single()!;
        Assert.Equal((effect, reason), (decision.Text("effect"), decision.Text("reason")));
        Assert.Equal(effect == "allow" ? "deploy-reads-staging" : null, decision["grant"]?.GetValue<string>());
    }

    [Fact]
    public async Task Denial_NamesTheNearestGrantsAndWhatFailed()
    {
        var answer = await DecideAsync("""{"requests":[{"pipeline":"deploy","branch":"feature","environment":"staging","service":"payments","method":"GET","path":"/status"}]}""").JsonAsync();

        var near = answer["decisions"]![0]!["near"]![0]!;
        Assert.Equal(("deploy-reads-staging", "branch"), (near.Text("grant"), near.Text("failed")));
    }

    [Fact]
    public async Task Requests_AtAnEarlierRevision_AreDecidedByIt()
    {
        const string Body = "{\"requests\":[{" + Deploy + ",\"method\":\"GET\",\"path\":\"/status\"}]}";
        Assert.Equal("unknown_environment", (await Bootstrap.CallAsync("POST", "/api/v1/decisions?revision=0", Body).JsonAsync())["decisions"]![0]!.Text("reason"));
        Assert.Equal(1, (await Bootstrap.CallAsync("POST", "/api/v1/decisions?revision=1", Body).JsonAsync()).Number("revision"));
        await Bootstrap.CallAsync("POST", "/api/v1/decisions?revision=99", Body).ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"requests\":{}}")]
    [InlineData("{\"requests\":[],\"more\":1}")]
    [InlineData("{\"requests\":[{\"pipline\":\"deploy\"}]}")]
    [InlineData("{\"requests\":[{\"pipeline\":7}]}")]
    [InlineData("{\"requests\":[7]}")]
    public async Task Body_Malformed_IsRefused(string body) => await DecideAsync(body).ProblemAsync(HttpStatusCode.BadRequest, "malformed");

    [Fact]
    public async Task UnknownKeys_AreAllPointedAt()
    {
        var problem = await DecideAsync("""{"requests":[{"a":1},{},{"b":2,"c":3}]}""").ProblemAsync(HttpStatusCode.BadRequest, "malformed");

        Assert.Equal(["/requests/0/a", "/requests/2/b", "/requests/2/c"], problem["problems"]!.AsArray().Select(p => p!.Text("pointer")).Order());
    }

    [Fact]
    public async Task Requests_UpToTheLimit_AreDecided()
    {
        var answer = await DecideAsync($$"""{"requests":[{{string.Join(',', Enumerable.Repeat("{}", 10_000))}}]}""").JsonAsync();
        Assert.Equal(10_000, answer["decisions"]!.AsArray().Count);
        var long_ = await DecideAsync($$"""{"requests":[{{string.Join(',', Enumerable.Repeat("{}", 10_001))}}]}""").ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "list_too_long");
        Assert.Contains("10,000", long_.Text("detail"), StringComparison.Ordinal);
        var large = await DecideAsync($$"""{"requests":[]{{new string(' ', 4 << 20)}}}""").ProblemAsync(HttpStatusCode.RequestEntityTooLarge, "text_too_large");
        Assert.Contains("4 MB", large.Text("detail"), StringComparison.Ordinal);
    }

    private Task<HttpResponseMessage> DecideAsync(string body) => Bootstrap.CallAsync("POST", "/api/v1/decisions", body);
}
