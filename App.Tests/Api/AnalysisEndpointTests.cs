using System.Net;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Api;

public sealed class AnalysisEndpointTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private HttpClient Bootstrap => console.Host.Bootstrap;

    [Fact]
    public async Task Reach_Yes_NamesGrantsAndARequestThatTheConsoleAllows()
    {
        var answer = await Bootstrap.CallAsync("GET", "/api/v1/analysis/reach?principal=pipeline/deploy&service=payments&environment=production").JsonAsync();
        Assert.True(answer["canReach"]!.GetValue<bool>());
        var pair = answer["found"]![0]!;
        Assert.Equal("deploy-reads-production", pair["ways"]![0]!["grants"]![0]!.GetValue<string>());
        Assert.Equal("allow", await DecideAsync(pair["witness"]!["request"]!.ToJsonString()));
    }

    [Fact]
    public async Task Reach_No_NamesTheNearestGrant_AndARequestThatTheConsoleDenies()
    {
        var answer = await Bootstrap.CallAsync("GET", "/api/v1/analysis/reach?principal=pipelines:all&service=payments&environment=production&method=DELETE").JsonAsync();
        Assert.False(answer["canReach"]!.GetValue<bool>());
        var pair = answer["found"]![0]!;
        Assert.Equal(("deploy-reads-production", "method"), (pair["obstacles"]![0]!.Text("grant"), pair["obstacles"]![0]!.Text("failed")));
        Assert.Equal("deny", await DecideAsync(pair["witness"]!["request"]!.ToJsonString()));
    }

    [Theory]
    [InlineData("principal=nobody&service=payments")]
    [InlineData("principal=pipeline/other&service=payments")]
    [InlineData("principal=anyone&service=other")]
    [InlineData("principal=anyone&service=payments&environment=moon")]
    [InlineData("principal=anyone&service=payments&method=FETCH")]
    [InlineData("principal=anyone&service=payments&path=nowhere")]
    [InlineData("principal=anyone&service=payments&in=yesterday")]
    public async Task Reach_OfWhatIsNotThere_IsRefused(string query) =>
        await Bootstrap.CallAsync("GET", $"/api/v1/analysis/reach?{query}").ProblemAsync(HttpStatusCode.BadRequest, "malformed");

    [Fact]
    public async Task Diff_BetweenRevisionDraftTimeAndDocument_SaysWhatChanges()
    {
        var before = (await Bootstrap.CallAsync("GET", "/api/v1/revisions?limit=1").JsonAsync())[0]!.Number("number");
        var draft = (await Bootstrap.CallAsync("PATCH", "/api/v1/policy", SmallPolicy.GrantPatch("staging", $"grant-{Guid.NewGuid():N}")).JsonAsync()).Text("draft");
        var document = await (await Bootstrap.CallAsync("GET", "/api/v1/policy")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var drafted = await Bootstrap.CallAsync("GET", $"/api/v1/policy/diff?from=revision:{before}&to=draft:{draft}").JsonAsync();
        Assert.Equal(($"revision {before}", $"draft {draft}"), (drafted.Text("from"), drafted.Text("to")));
        Assert.Single(drafted["configuration"]!["changes"]!.AsArray());
        var begun = await Bootstrap.CallAsync("GET", "/api/v1/policy/diff?from=at:2020-01-01T00:00Z").JsonAsync();
        Assert.Contains(begun["access"]!["changes"]!.AsArray(), c => c!.Text("direction") == "gained" && (string?)c!["principal"] == "pipeline/deploy");
        var same = await Bootstrap.CallAsync("POST", "/api/v1/policy/diff", document).JsonAsync();
        Assert.Empty(same["access"]!["sentences"]!.AsArray());
        var emptied = await Bootstrap.CallAsync("POST", "/api/v1/policy/diff?to=current", "{\"apiVersion\":\"access/v1\"}").JsonAsync();
        Assert.True(emptied["access"]!.Number("gained") > 0);
        await Bootstrap.CallAsync("POST", "/api/v1/policy/diff?from=current&to=current", document).ProblemAsync(HttpStatusCode.BadRequest, "malformed");
        await Bootstrap.CallAsync("GET", "/api/v1/policy/diff?from=revision:9999").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await Bootstrap.CallAsync("POST", "/api/v1/policy/diff", "{}").ProblemAsync(HttpStatusCode.UnprocessableEntity, "invalid");
    }

    [Fact]
    public async Task Same_OfAnEmptyPolicy_ShowsARequestOnWhichTheyDiffer()
    {
        var same = await Bootstrap.CallAsync("GET", "/api/v1/analysis/same").JsonAsync();
        Assert.True(same["same"]!.GetValue<bool>());
        var other = await Bootstrap.CallAsync("GET", "/api/v1/analysis/same?to=revision:0").JsonAsync();
        Assert.Equal((false, true, false), (other["same"]!.GetValue<bool>(), other["difference"]!["from"]!["passes"]!.GetValue<bool>(), other["difference"]!["to"]!["passes"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task Grants_AfterACopyIsPublished_ListBothAsCovered_AndShowARequestForEach()
    {
        var name = $"copy-{Guid.NewGuid():N}";
        var copy = $$$"""{"upsert":{"grants":[{"name":"{{{name}}}","effect":"allow","principals":{"pipelines":{"names":["deploy"]}},"role":"reader","environments":["staging"],"when":{"branches":["main"]}}]}}""";
        var check = await Bootstrap.CallAsync("POST", "/api/v1/policy/check", copy).JsonAsync();
        var problem = check["problems"]!.AsArray().Single(p => p!.Text("code") == "lint_covered" && p!.Text("message").Contains("all that this grant allows", StringComparison.Ordinal))!;
        Assert.Equal(("/upsert/grants/0", true), (problem.Text("pointer"), problem.Text("message").Contains("`deploy-reads-staging`", StringComparison.Ordinal)));
        var published = await Bootstrap.PatchPolicyAsync(copy).JsonAsync();
        Assert.Contains(published["problems"]!.AsArray(), p => p!.Text("code") == "lint_covered" && p!.Text("pointer") == "/upsert/grants/0");

        var audit = await Bootstrap.CallAsync("GET", "/api/v1/analysis/grants?status=covered").JsonAsync();
        Assert.Contains(audit["grants"]!.AsArray(), g => g!.Text("grant") == name && g!["coveredBy"]!.AsArray().Any(c => c!.GetValue<string>() == "deploy-reads-staging"));
        var report = await Bootstrap.CallAsync("GET", $"/api/v1/analysis/grants/{name}").JsonAsync();
        Assert.Equal(("covered", "allow", "allow"), (report.Text("status"), report["proof"]!["with"]!.Text("effect"), report["proof"]!["without"]!.Text("effect")));
        await Bootstrap.CallAsync("GET", "/api/v1/analysis/grants/nobodys").ProblemAsync(HttpStatusCode.NotFound, "not_found");
        await Bootstrap.CallAsync("GET", "/api/v1/analysis/grants?status=odd").ProblemAsync(HttpStatusCode.BadRequest, "malformed");
    }

    [Fact]
    public async Task Check_OfADocumentWithACopy_PointsIntoTheDocument()
    {
        var yaml = SmallPolicy.Yaml.Replace(
            "tests:", "  - { name: a-copy, effect: allow, principals: { pipelines: { names: [deploy] } }, role: reader, environments: [staging], when: { branches: [main] } }\ntests:", StringComparison.Ordinal);
        var check = await Bootstrap.CallAsync("POST", "/api/v1/policy/check", yaml, "application/yaml").JsonAsync();
        var problem = check["problems"]!.AsArray().Single(p => p!.Text("code") == "lint_covered")!;
        Assert.Equal("/grants/2", problem.Text("pointer"));
        Assert.True(problem.Number("line") > 1);
    }

    private async Task<string> DecideAsync(string request) =>
        (await Bootstrap.CallAsync("POST", "/api/v1/decisions", $"{{\"requests\":[{request}]}}").JsonAsync())["decisions"]![0]!.Text("effect");
}
