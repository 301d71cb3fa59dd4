using Xunit;

namespace AccessConsole.Tests.Cli;

public sealed class RolloutCommandTests
{
    [Theory]
    [InlineData("arrived", 4, 0, "", 0, "revision 43 has arrived: grants the deploy\n")]
    [InlineData("converging", 3, 0, "", 2, "revision 43 is on its way: grants the deploy\n")]
    [InlineData("converging", 3, 1, "", 3, "revision 43 fails at some engines: grants the deploy\n")]
    [InlineData("converging", 3, 1, "--percent 75", 0, "revision 43 has arrived at 75 % at least: grants the deploy\n")]
    [InlineData("opening", 0, 0, "", 2, "revision 43 was published a moment ago")]
    [InlineData("held", 4, 0, "", 2, "revision 43 has not reached everybody: grants the deploy\n")]
    [InlineData("takenBack", 4, 0, "--wait", 4, "revision 43 was taken back before it had reached everybody: grants the deploy\n")]
    public async Task Status_IsTheExitCode(string state, int activated, int failing, string options, int code, string text)
    {
        await using var console = await FakeConsole.AnsweringAsync(200, Answer(state, activated, failing));
        var run = await console.RunAsync([.. $"rollout status {options}".Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((code, "GET /api/v1/rollouts/current"), (run.ExitCode, console.Request.Line));
        Assert.StartsWith(text, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_NamesEnvironmentsAndLaggards_WithTheirErrorsWordForWord()
    {
        await using var console = await FakeConsole.AnsweringAsync(200, Answer("converging", 3, 1));
        var run = await console.RunAsync("rollout", "status", "--revision", "43", "--environment", "production");
        Assert.Equal(
            """
            revision 43 fails at some engines: grants the deploy
              production: 3 of 4 run it (4 fetched it, 2 decided by it), 95 % after 1.2 s; the goal, 95 % within 60 s, is open; 1 had been silent before and do not count
              berlin-1 (production/nginx/web) runs 42: nginx: [emerg] no such upstream

            """.ReplaceLineEndings("\n"),
            run.Output);
        Assert.Equal("GET /api/v1/rollouts/43?environment=production", console.Request.Line);
    }

    [Fact]
    public async Task Wait_AsksUntilThePublishThatItFoundHasArrived_WhateverHappensToTheConsole()
    {
        var asked = 0;
        await using var console = await FakeConsole.StartAsync(context => Interlocked.Increment(ref asked) switch
        {
            1 => FakeConsole.Answer(context, 200, Answer("opening", 0, 0)),
            2 => Abort(context),
            3 => FakeConsole.Answer(context, 200, Answer("converging", 2, 1)),
            _ => FakeConsole.Answer(context, 200, Answer("arrived", 4, 0)),
        });
        var run = await console.RunAsync("rollout", "status", "--wait");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("GET /api/v1/rollouts/current", console.Requests.First().Line);
        Assert.All(console.Requests.Skip(1), request => Assert.Equal("GET /api/v1/rollouts/43", request.Line));
    }

    [Fact]
    public async Task Wait_UntilItsTimeIsOver_SaysHowFarItCame()
    {
        await using var console = await FakeConsole.AnsweringAsync(200, Answer("converging", 3, 0));
        var run = await console.RunAsync("rollout", "status", "--wait", "--timeout", "1");
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("revision 43 is on its way still, after 1 s", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--percent 0", "--percent")]
    [InlineData("--percent 101", "--percent")]
    [InlineData("--timeout 0", "--timeout")]
    public async Task Status_NotSaidRight_AsksNothing(string options, string message)
    {
        await using var console = await FakeConsole.AnsweringAsync(200, "{}");
        var run = await console.RunAsync([.. $"rollout status {options}".Split(' ')]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Empty(console.Requests);
    }

    [Fact]
    public async Task Status_OfAPublishInStages_SaysWhereItIs()
    {
        var staged = """{"revision":43,"environment":"production","state":"going","stage":"canary","nextStage":"rest","dueAt":"2027-01-01T00:10:00Z"},{"revision":43,"environment":"staging","state":"halted","stage":"canary","reason":"it fails"}""";
        await using var console = await FakeConsole.AnsweringAsync(200, Answer("held", 4, 0).Replace("\"laggards\"", $"\"staged\":[{staged}],\"laggards\"", StringComparison.Ordinal));
        var run = await console.RunAsync("rollout", "status");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("  revision 43 is at the stage canary of production; rest is next, from 2027-01-01T00:10:00Z on\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  revision 43 is halted at the stage canary of staging: it fails\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("promote", "", """{"stage":"canary","reason":null}""")]
    [InlineData("halt", "--reason slow --stage early", """{"stage":"early","reason":"slow"}""")]
    [InlineData("resume", "", """{"stage":"canary","reason":null}""")]
    [InlineData("take-back", "", """{"stage":"canary","reason":null}""")]
    public async Task Act_IsOnTheStageThatWasFound(string act, string options, string body)
    {
        const string Found = """{"revision":43,"environment":"production","state":"going","stage":"canary","nextStage":"rest"}""";
        await using var console = await FakeConsole.StartAsync(context => FakeConsole.Answer(context, 200, context.Request.Method == "GET" ? $"[{Found}]" : Found));
        var run = await console.RunAsync([.. $"rollout {act} --environment production {options}".Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((0, "revision 43 is at the stage canary of production; rest is next, by hand\n"), (run.ExitCode, run.Output));
        Assert.Equal(["GET /api/v1/rollouts/staged?live=true&environment=production", $"POST /api/v1/rollouts/43/production/{act}"], console.Requests.Select(request => request.Line));
        Assert.Equal(body, console.Requests.Last().Body);
    }

    [Fact]
    public async Task Act_WhereNothingIsUnderWay_SaysSo()
    {
        await using var console = await FakeConsole.AnsweringAsync(200, "[]");
        var run = await console.RunAsync("rollout", "promote", "--environment", "production");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("no publish is under way in stages in `production`", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_IsSetShownAndRemoved()
    {
        const string Plan = """{"environment":"production","stages":[{"name":"canary","labels":{"ring":"canary"},"advance":"onHealth","afterSeconds":600}]}""";
        const string Text = "production: canary (ring=canary), on after 600 s if healthy; then the rest\n";
        await using var console = await FakeConsole.StartAsync(context => FakeConsole.Answer(context, 200, context.Request.Path.Value!.EndsWith("plans", StringComparison.Ordinal) ? $"[{Plan}]" : Plan));
        using var directory = Support.TemporaryDirectory.Create();
        var file = Path.Combine(directory.Path, "plan.json");
        await File.WriteAllTextAsync(file, Plan, TestContext.Current.CancellationToken);

        Assert.Equal((0, Text), (await console.RunAsync("rollout", "plan", "set", file, "--environment", "production")) is var set ? (set.ExitCode, set.Output) : default);
        Assert.Equal(("PUT /api/v1/rollouts/plans/production", Plan), (console.Request.Line, console.Request.Body));
        Assert.Equal(Text, (await console.RunAsync("rollout", "plan", "get", "--environment", "production")).Output);
        Assert.Equal(Text, (await console.RunAsync("rollout", "plan", "get")).Output);
        Assert.Equal("publishes go to everybody in production at once\n", (await console.RunAsync("rollout", "plan", "remove", "--environment", "production")).Output);
        Assert.Equal("DELETE /api/v1/rollouts/plans/production", console.Requests.Last().Line);
    }

    private static Task Abort(Microsoft.AspNetCore.Http.HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static string Answer(string state, int activated, int failing) =>
        $$"""
        {"revision":43,"summary":"grants the deploy","approvedAt":null,"publishedAt":"2027-01-01T00:00:00Z","state":"{{state}}",
         "environments":{{(state == "opening" ? "[]" : $$"""[{"revision":43,"environment":"production","publishedAt":"2027-01-01T00:00:00Z","percent":95,"withinSeconds":60,"concerned":4,"silent":1,"fetched":4,"activated":{{activated}},"observed":2,"failing":{{failing}},"inTime":3,"medianSeconds":1.0,"p95Seconds":1.2,"slowestSeconds":2.0,"outcome":"open","judgedAt":null}]""")}},
         "laggards":{{(failing == 0 ? "[]" : """[{"id":"0199d3c4-0000-7000-8000-000000000001","name":"berlin-1","environment":"production","target":"nginx","service":"web","concerned":true,"fetchedAt":null,"activatedAt":null,"observedAt":null,"error":"nginx: [emerg] no such upstream","running":42,"lastSeen":null}]""")}}}
        """;
}
