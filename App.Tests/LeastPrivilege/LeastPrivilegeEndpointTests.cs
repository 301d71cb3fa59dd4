using System.Net;
using System.Text.Json.Nodes;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Engines.Pull;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.LeastPrivilege;

/// <summary>From the log to drafts, on a console whose policy is older than the window.</summary>
public sealed class LeastPrivilegeEndpointTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ShiftedClock clock = new();
    private DatabaseFixture database = null!;
    private ConsoleHost host = null!;

    public async ValueTask InitializeAsync()
    {
        database = new DatabaseFixture(postgres);
        await database.InitializeAsync();
        host = await ConsoleHost.StartAsync(database.ConnectionString, clock: clock);
        await LoggedTraffic.SeedLongAgoAsync(host, clock, SmallPolicy.With("methods: [GET], paths: [\"/status/**\"]", "methods: [GET, POST], paths: [\"/status/health\", \"/status/history\", \"/never\"]"));
        await LoggedTraffic.WriteAsync(host);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Grants_AreUnusedOnlyWhereTheirEnginesWereHeard()
    {
        var carol = await host.SignInAsync("carol");
        var ten = await carol.CallAsync("GET", "/api/v1/least-privilege/grants?days=10").JsonAsync();
        Assert.Equal([("deploy-reads-production", "unused"), ("deploy-reads-staging", "used")], ten["grants"]!.AsArray().Select(g => (g!.Text("name"), g!.Text("state"))));
        Assert.Equal((110, 11), (ten["grants"]![1]!.Number("count"), ten["grants"]![1]!.Number("fewestDays")));
        var forty = await carol.CallAsync("GET", "/api/v1/least-privilege/grants?days=40&state=unproven").JsonAsync();
        Assert.Equal("deploy-reads-production", Assert.Single(forty["grants"]!.AsArray())!.Text("name"));
        Assert.False(forty["window"]!["reachesBeginning"]!.GetValue<bool>());
        await carol.CallAsync("GET", "/api/v1/least-privilege/grants?days=0").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await carol.CallAsync("GET", "/api/v1/least-privilege/grants?state=idle").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
    }

    [Fact]
    public async Task Grants_ReadOnAfterOneThatLeftTheList_DoNotBeginAnew()
    {
        var carol = await host.SignInAsync("carol");
        // It was unused when the page before was read, and has been used since.
        var page = await carol.CallAsync("GET", "/api/v1/least-privilege/grants?days=10&state=unused&after=deploy-reads-staging").JsonAsync();
        Assert.Empty(page["grants"]!.AsArray());
        var before = await carol.CallAsync("GET", "/api/v1/least-privilege/grants?days=10&state=used&after=deploy-reads-production").JsonAsync();
        Assert.Equal("deploy-reads-staging", Assert.Single(before["grants"]!.AsArray())!.Text("name"));
        await carol.CallAsync("GET", "/api/v1/least-privilege/grants?days=10&after=gone").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
    }

    [Fact]
    public async Task Grant_PublishedWithinTheWindow_IsUnprovenEverywhere()
    {
        await host.SeedAsync(SmallPolicy.With("environments: [production]", "environments: [production]\n    reason: since yesterday"));
        var carol = await host.SignInAsync("carol");
        var grants = await carol.CallAsync("GET", "/api/v1/least-privilege/grants?days=10&state=unproven").JsonAsync();
        var grant = Assert.Single(grants["grants"]!.AsArray())!;
        Assert.Equal(("deploy-reads-production", "true", 0), (grant.Text("name"), grant["changedWithin"]!.ToJsonString(), grant["silent"]!.AsArray().Count));
        var edges = await carol.CallAsync("GET", "/api/v1/access/observed?days=10&environment=production").JsonAsync();
        Assert.Equal("unproven", Assert.Single(edges["edges"]!.AsArray())!.Text("state"));
    }

    [Fact]
    public async Task Narrowing_IsReplayedAgainstAllThatIsKeptAndDraftedOnce()
    {
        var carol = await host.SignInAsync("carol");
        const string Both = """{"grants":["deploy-reads-staging","deploy-reads-production"],"days":10}""";
        var preview = await carol.CallAsync("POST", "/api/v1/least-privilege/narrowing/check", Both).JsonAsync();
        Assert.True(preview["onlyCloses"]!.GetValue<bool>());
        Assert.True(preview["grants"]![1]!["ends"]!.GetValue<bool>());
        Assert.Equal(["/status/history", "/never"], preview["grants"]![0]!["paths"]!.AsArray().Select(p => p!.GetValue<string>()));
        Assert.Equal((131, 1, 0), (preview["replay"]!.Number("calls"), preview["replay"]!.Number("denied"), preview["replay"]!.Number("notAllowedToday")));
        Assert.Equal("/status/history", Assert.Single(preview["replay"]!["examples"]!.AsArray())!.Text("path"));

        var drafted = await carol.CallAsync("POST", "/api/v1/least-privilege/narrowing", Both).JsonAsync();

        var draft = await carol.CallAsync("GET", $"/api/v1/drafts/{drafted.Text("draft")}").JsonAsync();
        Assert.Equal("editing", draft.Text("state"));
        Assert.Equal("deploy-reads-production", Assert.Single(draft["patch"]!["delete"]!["grants"]!.AsArray())!.GetValue<string>());
        var role = Assert.Single(draft["patch"]!["upsert"]!["roles"]!.AsArray())!;
        Assert.Equal(["/status/health"], role["permissions"]![0]!["paths"]!.AsArray().Select(p => p!.GetValue<string>()));
    }

    [Fact]
    public async Task Narrowing_OfAGrantThatIsNewWithinTheWindow_IsRefusedWithWhy()
    {
        var carol = await host.SignInAsync("carol");
        var problem = await carol.CallAsync("POST", "/api/v1/least-privilege/narrowing", """{"grants":["deploy-reads-production"],"days":90}""").ProblemAsync(HttpStatusCode.Conflict, "nothing_changed");
        Assert.Contains("was changed within the window", problem.Text("detail"), StringComparison.Ordinal);
        await carol.CallAsync("POST", "/api/v1/least-privilege/narrowing", """{"grants":["gone"]}""").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
    }

    [Fact]
    public async Task RefusedCalls_AreProposedAndDraftedAsAGrantThatEnds()
    {
        var carol = await host.SignInAsync("carol");
        var proposals = await carol.CallAsync("GET", "/api/v1/least-privilege/proposals?days=10&lifetime=14").JsonAsync();
        var proposal = Assert.Single(proposals["proposals"]!.AsArray())!;
        Assert.Equal(("deploy-payments-staging", "pipeline/deploy", 3), (proposal.Text("grant"), proposal.Text("principal"), proposal.Number("calls")));
        Assert.Equal(("POST /refunds", "main"), (proposal["permissions"]![0]!.GetValue<string>(), proposal["branches"]![0]!.GetValue<string>()));

        var drafted = await carol.CallAsync("POST", "/api/v1/least-privilege/proposals", """{"grant":"deploy-payments-staging","days":10,"lifetime":14}""").JsonAsync();

        var draft = await carol.CallAsync("GET", $"/api/v1/drafts/{drafted.Text("draft")}").JsonAsync();
        var grant = Assert.Single(draft["patch"]!["upsert"]!["grants"]!.AsArray())!;
        Assert.True(DateTimeOffset.Parse(grant.Text("expires"), System.Globalization.CultureInfo.InvariantCulture) <= clock.GetUtcNow().AddDays(14));
        await carol.CallAsync("POST", "/api/v1/least-privilege/proposals", """{"grant":"other","days":10}""").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await carol.CallAsync("POST", "/api/v1/least-privilege/proposals", """{"grant":"deploy-payments-staging","lifetime":0}""").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
    }

    [Fact]
    public async Task Everything_ThatIsWrongWithACall_IsSaidAtOnce()
    {
        var carol = await host.SignInAsync("carol");
        var problem = await carol.CallAsync("POST", "/api/v1/least-privilege/narrowing/check", """{"grants":["gone","deploy-reads-staging","lost"],"days":0}""").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal(["/grants/0", "/grants/2", "/days"], problem["problems"]!.AsArray().Select(p => p!.Text("pointer")));
        Assert.All((string[])["`gone`", "`lost`", "`days`"], said => Assert.Contains(said, problem.Text("detail"), StringComparison.Ordinal));
        problem = await carol.CallAsync("POST", "/api/v1/least-privilege/narrowing/check", """{"days":0}""").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal(["/grants", "/days"], problem["problems"]!.AsArray().Select(p => p!.Text("pointer")));
        problem = await carol.CallAsync("POST", "/api/v1/least-privilege/proposals", """{"grant":"other","days":0,"lifetime":0}""").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
        Assert.Equal(["/days", "/lifetime"], problem["problems"]!.AsArray().Select(p => p!.Text("pointer")));
        foreach (var address in (string[])["grants?days=0&state=idle", "proposals?days=0&lifetime=0"])
        {
            problem = await carol.CallAsync("GET", $"/api/v1/least-privilege/{address}").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
            Assert.Contains("; ", problem.Text("detail"), StringComparison.Ordinal);
        }

        var stranger = host.WithSession("erin", clock.GetUtcNow(), new RoleAssignment(ConsoleRole.Editor, ["none"]));
        problem = await stranger.CallAsync("POST", "/api/v1/least-privilege/narrowing/check", """{"grants":["deploy-reads-staging","deploy-reads-production"],"days":10}""").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
        Assert.Contains("`deploy-reads-staging`, `deploy-reads-production`", problem.Text("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scoped_PersonSeesNothingOfOtherPlaces()
    {
        var stranger = host.WithSession("erin", clock.GetUtcNow(), new RoleAssignment(ConsoleRole.Editor, ["production"]));
        var report = await stranger.CallAsync("GET", "/api/v1/least-privilege/grants?days=10").JsonAsync();
        Assert.Equal(["deploy-reads-production"], report["grants"]!.AsArray().Select(g => g!.Text("name")));
        Assert.Equal(1, report.Number("beyond"));
        Assert.Empty((await stranger.CallAsync("GET", "/api/v1/least-privilege/proposals?days=10").JsonAsync())["proposals"]!.AsArray());
        await stranger.CallAsync("POST", "/api/v1/least-privilege/narrowing/check", """{"grants":["deploy-reads-staging"],"days":10}""").ProblemAsync(HttpStatusCode.Forbidden, "forbidden");
    }
}
