using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.SignIn;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary>The stages of an environment, set and removed over HTTP.</summary>
public sealed class RolloutPlanEndpointTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private const string Canary = """{"stages":[{"name":"canary","labels":{"ring":"canary"}},{"name":"early","labels":{"ring":"early"},"advance":"onHealth","afterSeconds":600}]}""";

    private HttpClient Bootstrap => console.Host.Bootstrap;

    [Fact]
    public async Task Plan_IsSetToldAndRemoved()
    {
        var set = await Bootstrap.CallAsync("PUT", "/api/v1/rollouts/plans/staging", Canary).JsonAsync();
        Assert.Equal("staging", set.Text("environment"));
        Assert.Equal([("canary", "byHand"), ("early", "onHealth")], set["stages"]!.AsArray().Select(s => (s!.Text("name")!, s!.Text("advance")!)));
        Assert.Equal((600, 0, 100, 5), (
            set["stages"]![1]!.Number("afterSeconds"), set["health"]!.Number("failingPoints"), set["health"]!.Number("minDecisions"), set["health"]!.Number("denialRisePercent")));
        Assert.True(JsonNode.DeepEquals(set, await Bootstrap.CallAsync("GET", "/api/v1/rollouts/plans/staging").JsonAsync()));
        Assert.True(JsonNode.DeepEquals(set, await Bootstrap.CallAsync("PUT", "/api/v1/rollouts/plans/staging", set.ToJsonString()).JsonAsync()));
        await Bootstrap.CallAsync("PUT", "/api/v1/rollouts/plans/production", set.ToJsonString()).ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        Assert.Single((await Bootstrap.CallAsync("GET", "/api/v1/rollouts/plans").JsonAsync()).AsArray(), plan => plan!.Text("environment") == "staging");
        var told = (await console.Host.Get<IAuditLog>().ListAsync(new AuditFilter(AuditActions.RolloutPlanSet), null, 1, TestContext.Current.CancellationToken)).Single().Event;
        Assert.Equal(("environment/staging", "canary (ring=canary; on by hand); early (ring=early; on if healthy after 600 s); rest"), (told.Subject, told.Details["stages"]));

        using (var removed = await Bootstrap.CallAsync("DELETE", "/api/v1/rollouts/plans/staging"))
            Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
        await Bootstrap.CallAsync("GET", "/api/v1/rollouts/plans/staging").ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Fact]
    public async Task Plan_OfSomebodyElsesEnvironment_IsRefused()
    {
        using var elsewhere = console.Host.WithSession("eve", DateTimeOffset.UtcNow, new RoleAssignment(ConsoleRole.Admin, ["production"]));
        await elsewhere.CallAsync("PUT", "/api/v1/rollouts/plans/staging", Canary).ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await elsewhere.CallAsync("DELETE", "/api/v1/rollouts/plans/staging").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        await Bootstrap.CallAsync("PUT", "/api/v1/rollouts/plans/nowhere", Canary).ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    [Theory]
    [InlineData("{}", "/stages")]
    [InlineData("""{"stages":[]}""", "/stages")]
    [InlineData("""{"stages":[{"name":"rest"}]}""", "/stages/0/name", "/stages/0/labels")]
    [InlineData("""{"stages":[{"name":"a b","labels":{},"advance":"soon"}]}""", "/stages/0/name", "/stages/0/labels", "/stages/0/advance")]
    [InlineData("""{"stages":[{"name":"a","labels":{"r":"a"},"advance":"byTime"},{"name":"a","labels":{"r":"b"},"afterSeconds":5}]}""", "/stages/0/afterSeconds", "/stages/1/name", "/stages/1/afterSeconds")]
    [InlineData("""{"stages":[{"name":"a","labels":{"r":"a"}}],"health":{"failingPoints":-1,"minDecisions":-1,"denialRisePercent":101}}""", "/health/failingPoints", "/health/minDecisions", "/health/denialRisePercent")]
    public async Task Plan_ThatIsNone_NamesEachMistakeAtOnce(string body, params string[] pointers)
    {
        var problem = await Bootstrap.CallAsync("PUT", "/api/v1/rollouts/plans/staging", body).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal(pointers, problem["problems"]!.AsArray().Select(p => p!.Text("pointer")!));
    }

    [Fact]
    public async Task Plan_OfFarTooManyStages_IsToldThatOnce()
    {
        var body = $$"""{"stages":[{{string.Join(',', Enumerable.Repeat("{}", 10_000))}}]}""";
        var problem = await Bootstrap.CallAsync("PUT", "/api/v1/rollouts/plans/staging", body).ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        var problems = problem["problems"]!.AsArray();
        Assert.Equal("/stages", problems[0]!.Text("pointer"));
        // Those that a plan has room for are looked at: each has neither a name nor a label.
        Assert.Equal(1 + (2 * RolloutPlan.MaxStages), problems.Count);
    }
}
