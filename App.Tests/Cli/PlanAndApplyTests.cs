using Xunit;

namespace AccessConsole.Tests.Cli;

/// <summary>plan and apply against a console with the documented shapes.</summary>
public sealed class PlanAndApplyTests(PolicyFiles files) : IClassFixture<PolicyFiles>
{
    private const string Draft = "0199d3c4-0000-7000-8000-000000000001";

    [Theory]
    [InlineData(0, false, true)]
    [InlineData(2, true, true)]
    [InlineData(1, true, false)]
    public async Task Plan_ExitsByWhatWouldChange(int exitCode, bool changed, bool publishable)
    {
        await using var console = await FakeConsole.AnsweringAsync(200, Review(changed, publishable));

        Assert.Equal(exitCode, (await console.RunAsync("plan", files.Policy)).ExitCode);
        Assert.Equal(exitCode, (await console.RunAsync("plan", files.Policy, "-o", "json")).ExitCode);
    }

    [Fact]
    public async Task Plan_Changes_ShowsDiffsTestsCoverageAndApprovals()
    {
        await using var console = await FakeConsole.AnsweringAsync(200, Review(changed: true, publishable: true));

        var run = await console.RunAsync("plan", files.Policy);

        Assert.Equal(
            """
            changes to revision 41
            access:
              deploy gains GET /v1/**
            configuration: no setting changes
            tests: 1 passed, 1 failed
              FAILED  stays-out: expected deny, got allow (granted by `deploy-reads`)
              taken out or rewritten, no longer holds: old: expected allow, got deny (no_grant)
            coverage losses:
              production/api: wider: a pipeline can shed its identity; set `isolation: all`
              production/api at hop 1, nginx: not enforced: grant `deploy-reads`: step is not checked; add an opa hop
            approvals needed:
              services with team=payments in `production`: 2

            """,
            run.Output);
        Assert.Equal($"{files.Policy}:3:5: warning: odd (lint_odd)\n", run.Error);
    }

    [Fact]
    public async Task Plan_OfAConsoleThatNamesNoPlaces_ShowsApprovalsByEnvironment()
    {
        var review = Review(changed: true, publishable: true);
        await using var console = await FakeConsole.AnsweringAsync(200, review[..review.LastIndexOf(",\n \"places\"", StringComparison.Ordinal)] + "}");
        Assert.Contains("approvals needed:\n  production: 2\n", (await console.RunAsync("plan", files.Policy)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_Artefacts_ShowsThemLineByLine()
    {
        var review = Review(changed: true, publishable: true).TrimEnd()[..^1] +
            """
            ,"artefacts":{"changes":[{"environment":"production","service":"api","target":"istio","part":"AuthorizationPolicy shop/access.production.api.default","change":"changed","added":1,"removed":1,"lines":["- a","+ b","@ 3 lines"]}],"omittedServices":2}}
            """;
        await using var console = await FakeConsole.AnsweringAsync(200, review);

        var run = await console.RunAsync("plan", "--artefacts", files.Policy);

        Assert.Equal("POST /api/v1/policy/check?artefacts=true", console.Request.Line);
        Assert.Contains(
            """
            engines:
              production/api at istio: AuthorizationPolicy shop/access.production.api.default, changed
                - a
                + b
                @ 3 lines
              and 2 more services

            """,
            run.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plan_SendsTheDocumentAsItIs()
    {
        await using var console = await FakeConsole.AnsweringAsync(200, Review(changed: false, publishable: true));

        await console.RunAsync("plan", files.Policy);

        var text = await File.ReadAllTextAsync(files.Policy, TestContext.Current.CancellationToken);
        Assert.Equal(new AskedRequest("POST /api/v1/policy/check", "Bearer secret-token", "", "application/yaml", text), console.Request);
    }

    [Theory]
    [InlineData("apply", "PUT /api/v1/policy", "", """{"draft":"0199d3c4-0000-7000-8000-000000000001","problems":[]}""", "draft 0199d3c4-0000-7000-8000-000000000001 is kept and not in force: --publish publishes\n")]
    [InlineData("apply --publish", "PUT /api/v1/policy?publish=true", "", """{"revision":43,"changed":true,"problems":[]}""", "revision 43 is published\n")]
    [InlineData("apply --publish --if-match 42", "PUT /api/v1/policy?publish=true", "\"42\"", """{"revision":42,"changed":false,"problems":[]}""", "no change: revision 42 says the same\n")]
    public async Task Apply_Granted_SaysWhatBecameOfIt(string command, string line, string ifMatch, string answer, string output)
    {
        await using var console = await FakeConsole.AnsweringAsync(200, answer);

        var run = await console.RunAsync([.. command.Split(' '), files.Policy]);

        Assert.Equal((0, output, ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal((line, ifMatch), (console.Request.Line, console.Request.IfMatch));
    }

    [Theory]
    [InlineData(false, "PUT /api/v1/policy?title=PAY-7%3A%20a%20%26%20b")]
    [InlineData(true, "PUT /api/v1/policy?publish=true&title=PAY-7%3A%20a%20%26%20b")]
    public async Task Apply_Title_IsSent(bool publish, string line)
    {
        await using var console = await FakeConsole.AnsweringAsync(200, """{"revision":43,"changed":true,"problems":[]}""");

        await console.RunAsync([.. publish ? ["apply", "--publish"] : (string[])["apply"], "--title", "PAY-7: a & b", files.Policy]);

        Assert.Equal(line, console.Request.Line);
    }

    [Theory]
    [InlineData("text", "draft " + Draft + " waits for approval: production needs 2 approvals\n")]
    [InlineData("json", """{"status":409,"code":"approvals_missing","detail":"production needs 2 approvals","draft":"0199d3c4-0000-7000-8000-000000000001"}""" + "\n")]
    public async Task Apply_ApprovalsMissing_NamesTheDraftAndWhatIsMissing(string format, string output)
    {
        await using var console = await FakeConsole.AnsweringAsync(
            409, $$"""{"status":409,"code":"approvals_missing","detail":"production needs 2 approvals","draft":"{{Draft}}"}""", "application/problem+json");

        var run = await console.RunAsync("apply", "--publish", files.Policy, "-o", format);

        Assert.Equal((2, output, ""), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData(409, "conflict")]
    [InlineData(412, "base_moved")]
    [InlineData(403, "forbidden")]
    public async Task Apply_Refused_IsTheConsolesSentence(int status, string code)
    {
        await using var console = await FakeConsole.AnsweringAsync(status, $$"""{"code":"{{code}}","detail":"read it again"}""", "application/problem+json");

        var run = await console.RunAsync("apply", "--publish", files.Policy);

        Assert.Equal((1, "", "accessctl: read it again\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("plan")]
    [InlineData("apply")]
    public async Task Invalid_EveryProblemIsListedWithItsPlace(string command)
    {
        const string Refusal = """
            {"code":"invalid","detail":"the document has errors","problems":[
              {"code":"reference_unknown","severity":"error","message":"there is no role `writer`","pointer":"/grants/0/role","line":22,"column":11},
              {"code":"coverage_insufficient","severity":"error","message":"nginx cannot say it","pointer":"/services/0","line":null,"column":null}]}
            """;
        await using var console = await FakeConsole.AnsweringAsync(422, Refusal, "application/problem+json");

        var run = await console.RunAsync(command, files.Policy);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            $"""
            {files.Policy}:22:11: error: there is no role `writer` (reference_unknown)
            {files.Policy}: error: nginx cannot say it at /services/0 (coverage_insufficient)
            accessctl: the document has errors

            """,
            run.Error);
    }

    [Fact]
    public async Task Apply_NegativeRevision_IsRefusedHere()
    {
        var run = await Accessctl.RunAsync("apply", files.Policy, "--if-match", "-1");

        Assert.Equal((1, "accessctl: --if-match is below zero: give a revision\n"), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData("""{"problems":[]}""")]
    [InlineData("""{"revision":"43","changed":true,"problems":"none"}""")]
    public async Task Apply_AnswerWithoutARevision_IsNoSuccess(string answer)
    {
        await using var console = await FakeConsole.AnsweringAsync(200, answer);

        Assert.Equal(1, (await console.RunAsync("apply", files.Policy)).ExitCode);
    }

    private static string Review(bool changed, bool publishable) => $$$"""
        {"baseRevision":41,"changed":{{{(changed ? "true" : "false")}}},"publishable":{{{(publishable ? "true" : "false")}}},"digest":"00",
         "problems":[{"code":"lint_odd","severity":"warning","message":"odd","pointer":"/grants/0","line":3,"column":5}],
         "accessDiff":{"sentences":["deploy gains GET /v1/**"],"environments":["production"]},"configurationDiff":{"sentences":[],"environments":[]},
         "tests":{"passed":1,"failed":1,
          "results":[{"name":"main-reads","passed":true,"expected":"allow","effect":"allow","reason":"granted","grant":"deploy-reads"},
                     {"name":"stays-out","passed":false,"expected":"deny","effect":"allow","reason":"granted","grant":"deploy-reads"}],
          "retired":[{"name":"old","passed":false,"expected":"allow","effect":"deny","reason":"no_grant","grant":null}]},
         "coverage":[{"environment":"production","service":"api","losses":[{"code":"identity_shed","coverage":"wider","grant":null,"lost":"a pipeline can shed its identity","remedy":"set `isolation: all`"}],
                      "hops":[{"hop":1,"target":"nginx","coverage":"not_enforced","losses":[{"code":"step_unseen","coverage":"not_enforced","grant":"deploy-reads","lost":"step is not checked","remedy":"add an opa hop"}],"residuals":[]}]}],
         "requiredApprovals":{"production":2},
         "places":[{"environment":"production","labels":{"team":"payments"},"says":"services with team=payments in `production`","object":"grant `deploy-reads`","approvals":{"needed":2,"given":0}},
                   {"environment":"staging","labels":{"team":"payments"},"says":"services with team=payments in `staging`","object":"grant `deploy-reads`","approvals":null}]}
        """;
}
