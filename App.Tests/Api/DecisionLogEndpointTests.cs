using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.SignIn;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

/// <summary><c>GET /api/v1/decisions/log</c> over a console with a real PostgreSQL.</summary>
public sealed class DecisionLogEndpointTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private ConsoleHost Host => console.Host;

    [Fact]
    public async Task List_PageByPage_IsWholeAndNewestFirst()
    {
        await AddAsync(Enumerable.Range(0, 25).Select(i => Decision("paged") with { At = At(i) }));

        var found = new List<string>();
        for (var address = "/api/v1/decisions/log?limit=10&grant=paged"; address is not null;)
        {
            using var answer = await Host.Bootstrap.CallAsync("GET", address);
            found.AddRange(JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!.AsArray().Select(d => d!.Text("path")));
            address = answer.Headers.TryGetValues("Link", out var links) ? links.Single().Split('>')[0][1..] : null;
        }

        Assert.Equal(Enumerable.Range(0, 25).Reverse().Select(i => $"/{At(i).Ticks}"), found);
    }

    [Fact]
    public async Task List_Filtered_FindsWhatIsAskedFor()
    {
        await AddAsync([Decision("filtered"), Decision("filtered") with { Effect = "deny", Reason = "no_grant", Build = "acme/deploy#7", Trace = new string('c', 32), Point = "other" }]);

        foreach (var filter in new[] { "effect=deny", "reason=no_grant", "build=acme%2Fdeploy%237", $"trace={new string('c', 32)}", "point=other" })
            Assert.Equal("no_grant", Assert.Single(await ListAsync(Host.Bootstrap, $"grant=filtered&{filter}"))!.Text("reason"));
        Assert.Equal(2, (await ListAsync(Host.Bootstrap, $"grant=filtered&since={Uri.EscapeDataString(Now.AddHours(-1).ToString("O"))}&principal=pipeline%2Fdeploy")).Count);
        await Host.Bootstrap.CallAsync("GET", "/api/v1/decisions/log?after=nonsense").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
    }

    [Fact]
    public async Task Filter_ThatNoDecisionFits_IsRefused_WithAllThatIsWrong()
    {
        var problem = await Host.Bootstrap.CallAsync("GET", "/api/v1/decisions/log?effect=denied&mode=Enforce&reason=no-grant&principal=deploy&after=x").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        Assert.Matches(
            "^`effect` is `denied`: use allow or deny; `mode` is `Enforce`: use enforce or shadow; `reason` is `no-grant`: use .*, no_grant, .*; `principal` is `deploy`: use pipeline/NAME or workload/NAME; `after` is no id",
            problem.Text("detail"));
        foreach (var filter in new[] { "principal=service/a", "principal=pipeline/", "reason=" })
            await Host.Bootstrap.CallAsync("GET", $"/api/v1/decisions/log?{filter}").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        foreach (var filter in new[] { "effect=allow&mode=shadow&principal=workload/a", "reason=header_refused", "reason=rate_limited" })
            Assert.Empty(await ListAsync(Host.Bootstrap, $"grant=none&{filter}"));
    }

    [Theory]
    [InlineData("decisions/log?build=a%00b")]
    [InlineData("decisions/log?environment=%00")]
    [InlineData("decisions/story?trace=%00")]
    [InlineData("rollouts?environment=%00")]
    [InlineData("rollouts?after=1/%00")]
    [InlineData("rollouts/staged?environment=%00")]
    public async Task Text_ThatTheDatabaseCannotHold_IsTheAskersFault(string address) =>
        await Host.Bootstrap.CallAsync("GET", $"/api/v1/{address}").ProblemAsync(HttpStatusCode.BadRequest, "malformed");

    [Fact]
    public async Task Reader_OfSomePlaces_SeesTheirDecisionsOnly()
    {
        await AddAsync(
        [
            Decision("scoped") with { Environment = "staging" }, Decision("scoped") with { Environment = "production" },
            Decision("scoped") with { Environment = "production", Service = "queue" }, Decision("scoped") with { Environment = "production", Service = null },
        ]);
        var staging = Host.WithSession("vera", Now, new RoleAssignment(ConsoleRole.Viewer, ["staging"]));
        var team = Host.WithSession("ed", Now, new RoleAssignment(ConsoleRole.Editor, ["production"], RoleScope.LabelsOf([("team", "nobody")])));
        var everywhere = await Host.SignInAsync("victor");

        Assert.Equal("staging", Assert.Single(await ListAsync(staging, "grant=scoped"))!.Text("environment"));
        Assert.Empty(await ListAsync(team, "grant=scoped"));
        var all = await ListAsync(everywhere, "grant=scoped");
        Assert.Equal(4, all.Count);
        var foreign = all.First(d => d!.Text("environment") == "production")!.Text("id");
        await staging.CallAsync("GET", $"/api/v1/decisions/log/{foreign}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await staging.CallAsync("GET", "/api/v1/decisions/log/coverage").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        var coverage = await everywhere.CallAsync("GET", "/api/v1/decisions/log/coverage").JsonAsync();
        Assert.True(coverage.Number("counted") >= 4);
    }

    [Fact]
    public async Task One_IsExplainedByTheRevisionThatTheEngineRan()
    {
        var granted = Decision("deploy-reads-staging") with { Path = "/status/a", Claims = new ValueMap([new("build_branch", "main")]) };
        var elsewhere = granted with { Id = Guid.NewGuid(), Claims = new ValueMap([new("build_branch", "feature")]) };
        var bad = Decision("bad") with { Principal = null, Reason = "token_invalid", Effect = "deny" };
        await AddAsync([granted, elsewhere, bad]);

        var same = await OneAsync(granted);
        Assert.Equal(("granted", "true"), (same["why"]!.Text("reason"), same["asThePolicySays"]!.ToJsonString()));
        var different = await OneAsync(elsewhere);
        Assert.Equal(("no_grant", "branch", "false"), (different["why"]!.Text("reason"), different["why"]!["near"]![0]!.Text("failed"), different["asThePolicySays"]!.ToJsonString()));
        Assert.Null((await OneAsync(bad))["why"]);
        await Host.Bootstrap.CallAsync("GET", $"/api/v1/decisions/log/1-{Guid.NewGuid():N}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
    }

    private async Task<JsonNode> OneAsync(LoggedDecision decision)
    {
        var listed = (await ListAsync(Host.Bootstrap, "limit=1000")).Single(d => d!.Text("id").EndsWith($"{decision.Id:N}", StringComparison.Ordinal))!;
        return await Host.Bootstrap.CallAsync("GET", $"/api/v1/decisions/log/{listed.Text("id")}").JsonAsync();
    }

    private static async Task<JsonArray> ListAsync(HttpClient client, string query) => (await client.CallAsync("GET", $"/api/v1/decisions/log?{query}").JsonAsync()).AsArray();

    private Task<int> AddAsync(IEnumerable<LoggedDecision> decisions) => Host.Get<IDecisionLog>().AddAsync([.. decisions.Select(d => d.Path is null ? d with { Path = $"/{d.At.Ticks}" } : d)], [], TestContext.Current.CancellationToken);

    private static DateTimeOffset At(int minute)
    {
        var at = Now.AddMinutes(minute - 60);
        return at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    private static LoggedDecision Decision(string grant) => LoggedDecisions.Granted(grant, At(0)) with { Path = null };
}
