using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.SignIn;
using AccessConsole.Tests.Distribution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>A publish on its way over real HTTP: pulled, reported, decided by, and told.</summary>
public sealed class RolloutEndpointTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private HttpClient Bootstrap => console.Host.Bootstrap;

    [Fact]
    public async Task Publish_IsFollowedFromApprovalToTheFirstDecision()
    {
        var (token, name) = (await TokenAsync("production"), $"opa-{Guid.NewGuid():N}");
        await ReportAsync(token, name, 1);
        // Who is concerned is fixed as the rollout opens, by what is stored: reports are once a second.
        await Eventually.HoldsAsync(
            async () => (await console.Host.Get<IEnforcementPointStore>().ListAsync("production", DateTimeOffset.UtcNow.AddHours(-1), null, 100, TestContext.Current.CancellationToken)).Any(p => p.Name == name),
            "the report to be stored");
        var revision = await SeedAsync("followed");

        var status = await WaitAsync($"/api/v1/rollouts/{revision}", s => Row(s).Number("concerned") == 1);
        Assert.Equal("converging", status.Text("state"));
        await ReportAsync(token, name, 1, "bundle_error: the signature is not of this key");
        status = await WaitAsync($"/api/v1/rollouts/{revision}", s => Row(s).Number("failing") == 1);
        var late = status["laggards"]!.AsArray().Single()!;
        Assert.Equal((name, "bundle_error: the signature is not of this key", 1), (late.Text("name"), late.Text("error"), late.Number("running")));

        using (var request = new HttpRequestMessage(HttpMethod.Get, "/v1/bundles/production/opa") { Headers = { { "Authorization", $"Bearer {token}" }, { "Access-Enforcement-Point", name } } })
        using (var bundle = await console.Host.Anonymous.SendAsync(request, TestContext.Current.CancellationToken))
            Assert.Equal(HttpStatusCode.OK, bundle.StatusCode);
        await WaitAsync($"/api/v1/rollouts/{revision}", s => Row(s).Number("fetched") == 1 && Row(s).Number("activated") == 0);
        await ReportAsync(token, name, revision);
        await DecideAsync(token, name, revision);
        status = await WaitAsync("/api/v1/rollouts/current?environment=production", s => Row(s).Number("observed") == 1 && Row(s).Text("outcome") == "met");

        Assert.Equal(("arrived", revision), (status.Text("state"), status.Number("revision")));
        Assert.Empty(status["laggards"]!.AsArray());
        var line = (await Bootstrap.CallAsync("GET", $"/api/v1/rollouts/{revision}/points").JsonAsync()).AsArray().Single(p => p!.Text("name") == name)!;
        Assert.All(["fetchedAt", "activatedAt", "observedAt"], at => Assert.NotNull(line[at]));
        Assert.Contains((await Bootstrap.CallAsync("GET", "/api/v1/rollouts?environment=production").JsonAsync()).AsArray(), r => r!.Number("revision") == revision && r!.Text("outcome") == "met");
    }

    [Fact]
    public async Task Goal_IsSetByAdminsOfTheEnvironment_AndTold()
    {
        var set = await Bootstrap.CallAsync("PUT", "/api/v1/rollout-goals/staging", """{"percent":90,"withinSeconds":30}""").JsonAsync();
        Assert.Equal(("staging", 90, 30), (set.Text("environment"), set.Number("percent"), set.Number("withinSeconds")));
        Assert.Equal(90, (await Bootstrap.CallAsync("PUT", "/api/v1/rollout-goals/staging", set.ToJsonString()).JsonAsync()).Number("percent"));
        await Bootstrap.CallAsync("PUT", "/api/v1/rollout-goals/production", set.ToJsonString()).ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        var goals = (await Bootstrap.CallAsync("GET", "/api/v1/rollout-goals").JsonAsync()).AsArray().ToDictionary(g => g!.Text("environment")!, g => (g!.Number("percent"), g!.Number("withinSeconds")));
        Assert.Equal(((90, 30), (95, 60)), (goals["staging"], goals["production"]));
        var told = (await console.Host.Get<IAuditLog>().ListAsync(new AuditFilter(AuditActions.RolloutGoalSet), null, 1, TestContext.Current.CancellationToken)).Single().Event;
        Assert.Equal(("environment/staging", "90", "30"), (told.Subject, told.Details["percent"], told.Details["withinSeconds"]));

        using var elsewhere = console.Host.WithSession("eve", DateTimeOffset.UtcNow, new RoleAssignment(ConsoleRole.Admin, ["production"]));
        await elsewhere.CallAsync("PUT", "/api/v1/rollout-goals/staging", """{"percent":1,"withinSeconds":30}""").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await Bootstrap.CallAsync("PUT", "/api/v1/rollout-goals/nowhere", """{"percent":1,"withinSeconds":30}""").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        var wrong = await Bootstrap.CallAsync("PUT", "/api/v1/rollout-goals/staging", """{"percent":101}""").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal(["/percent", "/withinSeconds"], wrong["problems"]!.AsArray().Select(p => p!.Text("pointer")));
    }

    [Fact]
    public async Task List_FromAPlaceThatIsNone_IsRefused() =>
        await Bootstrap.CallAsync("GET", "/api/v1/rollouts?after=yesterday").ProblemAsync(HttpStatusCode.BadRequest, "malformed");

    private static JsonNode Row(JsonNode status) => status["environments"]!.AsArray().Single(e => e!.Text("environment") == "production")!;

    private async Task<JsonNode> WaitAsync(string address, Func<JsonNode, bool> isThere)
    {
        for (var deadline = DateTimeOffset.UtcNow.AddSeconds(60); ; await Task.Delay(100, TestContext.Current.CancellationToken))
        {
            var status = await Bootstrap.CallAsync("GET", address).JsonAsync();
            if (status["environments"]!.AsArray().Any(e => e!.Text("environment") == "production") && isThere(status))
                return status;
            Assert.True(DateTimeOffset.UtcNow < deadline, $"{address} stays {status}");
        }
    }

    private Task<int> SeedAsync(string path) => console.Host.SeedAsync(SmallPolicy.With("/status/**", $"/{path}/**"));

    private async Task<string> TokenAsync(string environment)
    {
        var body = $$"""{"kind":"puller","environment":"{{environment}}","target":"opa","expires":"{{DateTimeOffset.UtcNow.AddDays(1):O}}"}""";
        return (await Bootstrap.CallAsync("POST", "/api/v1/tokens", body).JsonAsync()).Text("token")!;
    }

    private async Task ReportAsync(string token, string name, int revision, string message = "")
    {
        using var puller = console.Host.WithToken(token);
        var report = $$$$"""{"labels":{"name":"{{{{name}}}}"},"bundles":{"access":{"active_revision":"{{{{revision}}}}","message":"{{{{message}}}}"}}}""";
        using var answer = await puller.PostAsync("/v1/status", new StringContent(report, Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    private async Task DecideAsync(string token, string name, int revision)
    {
        using var puller = console.Host.WithToken(token);
        var logged = DecisionEvents.Of("d-1", DateTimeOffset.UtcNow, ("labels", $$"""{"name":"{{name}}"}"""), ("bundles", $$$"""{"access":{"revision":"{{{revision}}}"}}"""));
        using var answer = await puller.PostAsync("/v1/logs", new StringContent($"[{logged}]", Encoding.UTF8, "application/json"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
