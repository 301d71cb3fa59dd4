using Xunit;

namespace AccessConsole.Tests.Cli;

public sealed class RevokeCommandTests
{
    [Fact]
    public async Task Revoke_WithReasonAndName_SaysTheRevision()
    {
        await using var console = await FakeConsole.AnsweringAsync(200, """{"revision":42,"grant":"0199d3c4-0000-7000-8000-000000000001"}""");
        var run = await console.RunAsync("revoke", "pipeline", "deploy", "--reason", "a stolen agent", "--confirm", "deploy", "--environments", "staging", "production");
        Assert.Equal((0, "revision 42 is published: everything is revoked of pipeline `deploy`\n", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal(
            ("POST /api/v1/emergencies", """{"kind":"pipeline","name":"deploy","environments":["staging","production"],"reason":"a stolen agent","confirm":"deploy"}"""),
            (console.Request.Line, console.Request.Body));
    }

    [Fact]
    public async Task Revoke_ThatCompletesStagedRollouts_NamesThem()
    {
        await using var console = await FakeConsole.AnsweringAsync(200, """{"revision":42,"grant":"0199d3c4-0000-7000-8000-000000000001","completed":[{"revision":41,"environment":"staging"}]}""");
        var run = await console.RunAsync("revoke", "pipeline", "deploy", "--reason", "a stolen agent", "--confirm", "deploy");
        Assert.Equal(
            """
            revision 42 is published: everything is revoked of pipeline `deploy`
            revision 41, which was in its stages in `staging`, went to everybody with it

            """,
            run.Output);
    }

    [Fact]
    public async Task Revoke_DryRun_SaysWhatItWouldTakeAway()
    {
        const string Answer =
            """
            {"grant":"emergency-queue-prod","lost":["`deploy` loses GET /x"],"bundles":[{"environment":"production","target":"nginx"}],"points":[{"name":"berlin-1"}],
             "unstopped":["`pay` in `production`, hop 1 (linkerd): sees no queue"],"suspendedTests":["main reads"],"completed":[{"revision":41,"environment":"staging"}],"refusal":"revoking in `production` needs the admin role there"}
            """;
        await using var console = await FakeConsole.AnsweringAsync(200, Answer);
        var run = await console.RunAsync("revoke", "queue", "prod", "--dry-run");
        Assert.Equal("""{"kind":"queue","name":"prod","environments":null,"reason":null,"confirm":null}""", console.Request.Body);
        Assert.Equal(
            """
            `deploy` loses GET /x
            bundles that change: 1, running enforcement points that pull them: 1
            not stopped: `pay` in `production`, hop 1 (linkerd): sees no queue
            suspended test: main reads
            revision 41, which is in its stages in `staging`, would go to everybody with it
            this token cannot revoke it: revoking in `production` needs the admin role there

            """,
            run.Output);
        Assert.Equal((2, "POST /api/v1/emergencies/check"), (run.ExitCode, console.Request.Line));
    }

    [Fact]
    public async Task Revoke_OfWhatIsRevoked_IsDone()
    {
        await using var console = await FakeConsole.AnsweringAsync(409, """{"code":"nothing_changed","detail":"everything of pipeline `deploy` is revoked already"}""", "application/problem+json");
        var run = await console.RunAsync("revoke", "pipeline", "deploy", "--reason", "x", "--confirm", "deploy");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("revoked already", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pipelines deploy --reason x --confirm deploy", "say one of pipeline, workload, queue, identity-provider")]
    [InlineData("pipeline deploy --confirm deploy", "say with --reason")]
    [InlineData("pipeline deploy --reason x", "--confirm deploy")]
    [InlineData("pipeline deploy --reason x --confirm deploi", "--confirm deploy")]
    public async Task Revoke_NotSaidRight_AsksNothing(string arguments, string message)
    {
        await using var console = await FakeConsole.AnsweringAsync(200, "{}");
        var run = await console.RunAsync(["revoke", .. arguments.Split(' ')]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Empty(console.Requests);
    }
}
