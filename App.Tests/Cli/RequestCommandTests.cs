using System.Text.Json.Nodes;
using Xunit;

namespace AccessConsole.Tests.Cli;

public sealed class RequestCommandTests
{
    private const string Id = "0199d3c4-0000-7000-8000-000000000001";

    private const string Request =
        $$"""
        {"id":"{{Id}}","state":"waiting","requester":{"kind":"person","issuer":"demo","subject":"victor","name":"Victor"},"principal":"deploy","role":"migrator","environment":"production",
         "duration":"2h","reason":"PAY-9","lapsesAt":"2026-12-08T10:00:00Z"}
        """;

    [Fact]
    public async Task Ask_SaysUntilWhenItWaits()
    {
        await using var console = await FakeConsole.AnsweringAsync(200, Request);
        var run = await console.RunAsync("request", "ask", "--pipeline", "deploy", "--role", "migrator", "--environment", "production", "--for", "2h", "--reason", "PAY-9", "--branches", "main", "release/*");
        Assert.Equal((0, $"request {Id} waits for approval until 2026-12-08T10:00:00Z; the 2h begin with the last approval\n", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal("POST /api/v1/requests", console.Request.Line);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"pipeline":"deploy","workload":null,"role":"migrator","environment":"production","duration":"2h","reason":"PAY-9","when":{"branches":["main","release/*"]}}"""),
            JsonNode.Parse(console.Request.Body)));
    }

    [Theory]
    [InlineData(true, 2)]
    [InlineData(false, 1)]
    public async Task Ask_DryRun_SaysWhatItWouldOpenAndWhoWouldApprove(bool canBeAsked, int exit)
    {
        var answer = $$"""
            {"canBeAsked":{{(canBeAsked ? "true" : "false")}},"access":["`deploy` gains POST /x"],"approvals":[{"place":"services with team=pay in `production`","needed":2,"given":0}],
             "problems":[{"code":"lint","severity":"warning","message":"covered","pointer":"","line":null,"column":null}],"standing":["deploy-migrates"]}
            """;
        await using var console = await FakeConsole.AnsweringAsync(200, answer);
        var run = await console.RunAsync("request", "ask", "--pipeline", "deploy", "--role", "migrator", "--environment", "production", "--for", "2h", "--dry-run");
        Assert.Equal(
            """
            `deploy` gains POST /x
            approvals for services with team=pay in `production`: 0 of 2
            granted already, in whole or in part, by `deploy-migrates`
            warning: covered

            """,
            run.Output);
        Assert.Equal((exit, "POST /api/v1/requests/check"), (run.ExitCode, console.Request.Line));
        Assert.Null(JsonNode.Parse(console.Request.Body)!["when"]);
    }

    [Fact]
    public async Task Ask_WithoutReason_AsksNothing()
    {
        await using var console = await FakeConsole.AnsweringAsync(200, "{}");
        var run = await console.RunAsync("request", "ask", "--pipeline", "deploy", "--role", "migrator", "--environment", "production", "--for", "2h");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("say with --reason", run.Error, StringComparison.Ordinal);
        Assert.Empty(console.Requests);
    }

    [Fact]
    public async Task List_SaysALineForEach()
    {
        await using var console = await FakeConsole.AnsweringAsync(200, $"[{Request}]");
        var run = await console.RunAsync("request", "list", "--view", "waiting", "--mine");
        Assert.Equal($"{Id}  waiting     deploy as migrator in production for 2h, asked by Victor\n", run.Output);
        Assert.Equal("GET /api/v1/requests?limit=1000&view=waiting&mine=true", console.Request.Line);
    }

    [Fact]
    public async Task Show_SaysWhatItOpensAndWhoseApprovalsItNeeds()
    {
        await using var console = await FakeConsole.AnsweringAsync(200, $$"""{"request":{{Request}},"digest":"00","access":["`deploy` gains POST /x"],"approvals":[{"place":"every service in `production`","needed":2,"given":1}],"problems":[],"isAsMade":false}""");
        var run = await console.RunAsync("request", "show", Id);
        Assert.Equal(
            $"""
            {Id}  waiting     deploy as migrator in production for 2h, asked by Victor
            reason: PAY-9
            `deploy` gains POST /x
            approvals for every service in `production`: 1 of 2

            """,
            run.Output);
    }

    [Theory]
    [InlineData("withdraw", "withdraw", "{}", "is withdrawn")]
    [InlineData("extend --for 1h --reason more", "extension", """{"duration":"1h","reason":"more"}""", "more time for request")]
    [InlineData("end --reason done", "end", """{"reason":"done"}""", "is taken back")]
    public async Task Act_IsSentAndSaid(string arguments, string path, string body, string said)
    {
        await using var console = await FakeConsole.AnsweringAsync(200, Request);
        var words = arguments.Split(' ');
        var run = await console.RunAsync(["request", words[0], Id, .. words[1..]]);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains(said, run.Output, StringComparison.Ordinal);
        Assert.Equal(($"POST /api/v1/requests/{Id}/{path}", body), (console.Request.Line, console.Request.Body));
    }
}
