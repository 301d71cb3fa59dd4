using System.Net;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

public sealed class AccessEndpointTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private HttpClient Bootstrap => console.Host.Bootstrap;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Access_OfAServiceInAnEnvironment_NamesGrantAndTheRevisionThatBroughtIt()
    {
        var access = await Bootstrap.CallAsync("GET", "/api/v1/access?environment=production&service=name%3Dpayments").JsonAsync();
        var row = access["rows"]!.AsArray().Single(r => (string?)r!["grant"] == "deploy-reads-production")!;
        Assert.Equal(("pipeline", "deploy", "conditional"), (row.Text("principalKind"), row.Text("principal"), row.Text("access")));
        Assert.Equal("GET /status/**", row["permissions"]!.AsArray().Single()!.GetValue<string>());
        Assert.Equal("branch main", row.Text("conditions"));
        Assert.True(row["broughtBy"]!.Number("revision") >= 1);
    }

    [Fact]
    public async Task Access_AsOfAnEarlierRevision_IsWhatThenHeld()
    {
        var name = $"grant-{Guid.NewGuid():N}";
        var published = (await Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", name)).JsonAsync()).Number("revision");
        Assert.Contains(name, await GrantsAsync($"/api/v1/access?revision={published}"));
        Assert.DoesNotContain(name, await GrantsAsync($"/api/v1/access?revision={published - 1}"));
        Assert.Empty(await GrantsAsync("/api/v1/access?at=2020-01-01T00:00:00Z"));
        await Bootstrap.CallAsync("GET", "/api/v1/access?revision=9999").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await Bootstrap.CallAsync("GET", "/api/v1/access?at=yesterday").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
    }

    [Fact]
    public async Task Access_ReadPageByPage_ComesWholeAndOnce()
    {
        var whole = await GrantsAsync("/api/v1/access?mode=declared");
        var seen = new List<string>();
        for (var next = "/api/v1/access?mode=declared&limit=1"; next is not null;)
        {
            using var answer = await Bootstrap.CallAsync("GET", next);
            seen.AddRange((await answer.JsonAsync())["rows"]!.AsArray().Select(r => r!.Text("grant")));
            next = answer.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
        }

        Assert.True(whole.Count >= 2);
        Assert.Equal(whole, seen);
    }

    [Fact]
    public async Task Export_IsCsvWithTheApprovers_AndRecorded()
    {
        var auditor = await console.Host.WithApiTokenAsync(Bootstrap, ConsoleRole.Auditor);
        using var answer = await auditor.CallAsync("GET", "/api/v1/access/export?environment=production");
        Assert.Equal("text/csv", answer.Content.Headers.ContentType!.MediaType);
        var lines = (await answer.Content.ReadAsStringAsync(Cancellation)).TrimStart('\uFEFF').Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("principal kind,principal,", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, l => l.StartsWith("pipeline,deploy,,payments,production,conditional,allow,GET /status/**,branch main,deploy-reads-production,", StringComparison.Ordinal));
        var record = (await console.Host.Get<IAuditLog>().ListAsync(new AuditFilter(AuditActions.Exported), null, 1, Cancellation)).Single();
        Assert.Equal("?environment=production", record.Event.Details["filter"]);
        Assert.Equal($"{lines.Length - 1}", record.Event.Details["rows"]);
    }

    [Fact]
    public async Task Graph_AroundAService_IsATreeOfGroupsAndWays()
    {
        var graph = await Bootstrap.CallAsync("GET", "/api/v1/access/graph?focus=service/payments&environment=production").JsonAsync();
        var nodes = graph["nodes"]!.AsArray();
        Assert.Equal(3, nodes.Select(n => n!.Number("x")).Distinct().Count());
        Assert.Contains(nodes, n => n!.Text("label") == "deploy-reads-production");
        Assert.All(graph["edges"]!.AsArray(), e => Assert.Contains(nodes, n => n!.Text("id") == e!.Text("source")));
        Assert.Equal(nodes.Count - 1, graph["edges"]!.AsArray().Select(e => e!.Text("target")).Distinct().Count());
        var folded = await Bootstrap.CallAsync("GET", "/api/v1/access/graph?focus=service/payments&environment=production&group=environment&open=-").JsonAsync();
        Assert.Equal(["payments", "production"], folded["nodes"]!.AsArray().Select(n => n!.Text("label")));
        Assert.False((bool)folded["nodes"]![1]!["isOpen"]!);
        await Bootstrap.CallAsync("GET", "/api/v1/access/graph?focus=grant/x").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
    }

    [Theory]
    [InlineData("access?mode=nope", "`mode` is `nope`: use effective or declared")]
    [InlineData("access?mode=observed", "`/api/v1/access/observed`")]
    [InlineData("access/export?mode=nope", "`mode` is `nope`")]
    [InlineData("access/observed?mode=nope&days=0", "`mode` is `nope`: use effective, declared or observed; `days` is 0")]
    [InlineData("access/observed/export?mode=nope", "`mode` is `nope`")]
    [InlineData("access/graph?focus=payments&mode=nope&group=teams", "say the focus as `pipeline/NAME`, `workload/NAME` or `service/NAME`; `mode` is `nope`: use effective, declared or observed; `group` is `teams`")]
    public async Task Word_ThatTheParameterDoesNotKnow_IsRefused(string address, string said)
    {
        var problem = await Bootstrap.CallAsync("GET", $"/api/v1/{address}").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        Assert.Contains(said, problem.Text("detail"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("access/export?environment=nope")]
    [InlineData("access/observed/export?format=csv&environment=nope")]
    public async Task Export_OfAnEnvironmentThatThereIsNot_IsNotFound(string address)
    {
        var problem = await Bootstrap.CallAsync("GET", $"/api/v1/{address}").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        Assert.StartsWith("there is no environment `nope` in revision ", problem.Text("detail"), StringComparison.Ordinal);
    }

    private async Task<List<string>> GrantsAsync(string address) =>
        [.. (await Bootstrap.CallAsync("GET", address).JsonAsync())["rows"]!.AsArray().Select(r => (string?)r!["grant"]).OfType<string>()];
}
