using System.Net;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary><c>GET /api/v1/decisions/story</c> over a console with a real PostgreSQL.</summary>
public sealed class StoryEndpointTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private static readonly DateTimeOffset Now = new(DateTimeOffset.UtcNow.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    [Fact]
    public async Task Story_OfAJob_HasTheHopsBehindTheGatewayAndWhoMadeTheGrant()
    {
        var trace = new string('7', 32);
        var gateway = Hop() with { Trace = trace, Job = "job-7", Build = "acme/deploy#7", Claims = new ValueMap([new("build_branch", "main")]) };
        await AddAsync(gateway, Hop() with { At = Now.AddMilliseconds(5), Trace = trace, Point = "sidecar" }, Hop() with { Trace = new string('8', 32) });

        var story = await console.Host.Bootstrap.CallAsync("GET", $"/api/v1/decisions/story?job=job-7&at={Uri.EscapeDataString(Now.ToString("O"))}").JsonAsync();

        var call = Assert.Single(story["calls"]!.AsArray())!;
        Assert.Equal(["gateway", "sidecar"], call["hops"]!.AsArray().Select(hop => hop!.Text("point")));
        Assert.Equal("main", story["claims"]!["build_branch"]![0]!.GetValue<string>());
        var grant = Assert.Single(story["grants"]!.AsArray())!;
        Assert.Equal(("deploy-reads-staging", 2), (grant.Text("grant"), grant.Number("decisions")));
        Assert.Equal(1, grant.Number("since"));
        Assert.Equal((2, 0), (story["services"]![0]!.Number("allowed"), story["services"]![0]!.Number("denied")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?build=a&job=b")]
    public async Task Story_OfNoneOrOfTwo_IsRefusedWithTheRemedy(string query)
    {
        var problem = await console.Host.Bootstrap.CallAsync("GET", "/api/v1/decisions/story" + query).ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        Assert.Contains("`build`, `job` and `trace`", problem.ToJsonString().Replace("\\u0060", "`", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59Z")]
    public async Task Story_AroundTheEndsOfTime_IsOfNothing(string at) =>
        Assert.Empty((await console.Host.Bootstrap.CallAsync("GET", $"/api/v1/decisions/story?build=none&at={at}").JsonAsync())["calls"]!.AsArray());

    private async Task AddAsync(params LoggedDecision[] decisions) => await console.Host.Get<IDecisionLog>().AddAsync(decisions, [], TestContext.Current.CancellationToken);

    private static LoggedDecision Hop() => LoggedDecisions.Granted("deploy-reads-staging", Now);
}
