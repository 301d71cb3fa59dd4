using System.Text.Json.Nodes;
using Xunit;

namespace AccessConsole.Tests.Cli;

public sealed class LeastPrivilegeCommandTests
{
    private const string Window = """{"days":30,"since":"2026-10-24T00:00:00Z","until":"2026-11-23T12:00:00Z","earliest":"2026-11-01T00:00:00Z","reachesBeginning":false}""";

    [Fact]
    public async Task Unused_SaysHowCompleteTheLogIs()
    {
        const string Answer =
            $$"""
            {"revision":3,"window":{{Window}},"unused":0,"unproven":1,"used":4,"beyond":0,
             "grants":[{"name":"pays","state":"unproven","count":0,"lastUsed":null,"since":null,"heard":1,"fewestDays":9,"silent":[{"environment":"production","service":"pay","engine":"nginx"}],"late":[{"environment":"production","service":"ship","engine":"opa"}],"changedWithin":true,"lost":1200}]}
            """;
        await using var console = await FakeConsole.AnsweringAsync(200, Answer);
        var run = await console.RunAsync("unused", "--days", "30", "--state", "unproven");
        Assert.Equal(
            """
            over 30 days, since 2026-10-24: 0 unused, 1 not seen but unproven, 4 used
            the log begins only 2026-11-01: no grant is called unused over more than it holds
            pays: unproven, no decisions; heard from 1 engine(s) on 9 day(s) at least; silent: nginx before pay in production; silent on the first day: opa before ship in production; changed within the window; 1,200 decisions lost there

            """,
            run.Output);
        Assert.Equal((0, "GET /api/v1/least-privilege/grants?limit=1000&days=30&state=unproven"), (run.ExitCode, console.Request.Line));
        var json = await console.RunAsync("unused", "-o", "json");
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Answer), JsonNode.Parse(json.Output)));
    }

    [Fact]
    public async Task Narrow_SaysWhatGoesAndWhichCallsWouldHaveBeenDenied()
    {
        const string Answer =
            $$"""
            {"window":{{Window}},"onlyCloses":true,"access":["`deploy` loses POST /x"],"problems":[],
             "grants":[{"name":"a","stays":null,"ends":true,"methods":[],"paths":[],"permissions":[],"refs":null,"kept":0},
                       {"name":"b","stays":null,"ends":false,"methods":["POST /x"],"paths":["/old"],"permissions":[],"refs":{"branches":["release/*"],"tags":[],"newBranches":["release/2"],"newTags":[]},"kept":48207},
                       {"name":"c","stays":"all that it allows was used","ends":false,"methods":[],"paths":[],"permissions":[],"refs":null,"kept":0}],
             "replay":{"calls":48210,"denied":3,"notAllowedToday":0,"kinds":1,"isWhole":true,
                       "examples":[{"grant":"b","principal":"pipeline/deploy","environment":"staging","service":"pay","method":"POST","path":"/x","branch":"main","tag":null,"count":3,"last":"2026-11-02T00:00:00Z"}]}
            }
            """;
        await using var console = await FakeConsole.AnsweringAsync(200, Answer);
        var run = await console.RunAsync("narrow", "a", "b", "c", "--days", "10");
        Assert.Equal(
            """
            a: ends, nothing used it
            b: without POST /x; without the path /old; branches release/2 instead of release/*, tags (none named) instead of (none named)
            c: stays, all that it allows was used
            would have denied 3 of 48,210 calls
              3 × pipeline/deploy POST /x at pay in staging
            the access diff opens nothing
            `deploy` loses POST /x

            """,
            run.Output);
        Assert.Equal((2, "POST /api/v1/least-privilege/narrowing/check"), (run.ExitCode, console.Request.Line));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"grants":["a","b","c"],"days":10}"""), JsonNode.Parse(console.Request.Body)));
    }

    [Fact]
    public async Task Narrow_Draft_NamesTheDraft()
    {
        await using var console = await FakeConsole.AnsweringAsync(201, """{"draft":"0199d3c4-0000-7000-8000-000000000001","title":"Narrow 1 grant to what 30 days showed"}""");
        var run = await console.RunAsync("narrow", "a", "--draft");
        Assert.Equal((0, "draft 0199d3c4-0000-7000-8000-000000000001: Narrow 1 grant to what 30 days showed\n"), (run.ExitCode, run.Output));
        Assert.Equal("POST /api/v1/least-privilege/narrowing", console.Request.Line);
    }

    [Fact]
    public async Task Propose_ListsOrDraftsOne()
    {
        const string Answer =
            $$"""
            {"window":{{Window}},"hasMore":true,"proposals":[{"grant":"deploy-pay-staging","principal":"pipeline/deploy","environment":"staging","service":"pay","permissions":["POST /refunds"],
              "branches":["main"],"tags":[],"expires":"2026-12-23T00:00:00Z","calls":1200,"first":"2026-11-02T00:00:00Z","last":"2026-11-03T00:00:00Z","leftOut":0}]}
            """;
        await using var console = await FakeConsole.AnsweringAsync(200, Answer);
        var run = await console.RunAsync("propose", "--days", "7");
        Assert.Equal(
            """
            deploy-pay-staging: pipeline/deploy to pay in staging, POST /refunds, from branch main, until 2026-12-23; 1,200 calls refused
            there are others, asked for less often

            """,
            run.Output);
        Assert.Equal("GET /api/v1/least-privilege/proposals?days=7&lifetime=30", console.Request.Line);

        await using var drafting = await FakeConsole.AnsweringAsync(201, """{"draft":"0199d3c4-0000-7000-8000-000000000001","title":"Let it"}""");
        Assert.Equal("draft 0199d3c4-0000-7000-8000-000000000001: Let it\n", (await drafting.RunAsync("propose", "deploy-pay-staging", "--lifetime", "14")).Output);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"grant":"deploy-pay-staging","days":30,"lifetime":14}"""), JsonNode.Parse(drafting.Request.Body)));
    }
}
