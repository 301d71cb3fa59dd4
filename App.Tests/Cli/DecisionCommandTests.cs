using System.Text.Json;
using Xunit;

namespace AccessConsole.Tests.Cli;

/// <summary>check and explain, by a document and by a console.</summary>
public sealed class DecisionCommandTests(PolicyFiles files) : IClassFixture<PolicyFiles>
{
    private const string Claims =
        """{"iss":"https://agent.buildkite.com","organization_id":"01860a1c-0000-4000-8000-000000000001","pipeline_id":"0187c6a2-0000-4000-8000-000000000002","build_branch":"main"}""";

    private static readonly string[] Target = ["--environment", "production", "--service", "api", "--path", "/v1/x", "--time", "2027-01-01T00:00:00Z"];

    [Theory]
    [InlineData(0, "allow: granted by `deploy-reads`\n", "--pipeline deploy --branch main")]
    [InlineData(3, "deny: no_grant\n", "--pipeline deploy --branch feature/x")]
    [InlineData(3, "deny: no_grant\n", "--pipeline deploy --branch main --tag v1")]
    [InlineData(3, "deny: unknown_principal\n", "")]
    [InlineData(0, "allow: granted by `deploy-reads`\n", "--claims " + Claims)]
    [InlineData(3, "deny: token_invalid: issuer\n", """--claims {"iss":"https://elsewhere.example"}""")]
    public async Task Check_ByDocument_ExitsByTheDecision(int exitCode, string output, string caller)
    {
        var run = await Accessctl.RunAsync(["check", "--file", files.Policy, .. Target, .. caller.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal((exitCode, output, ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Check_ClaimsFromAFile_AreRead()
    {
        var run = await Accessctl.RunAsync(["check", "--file", files.Policy, .. Target, "--claims", "@" + files.Write("claims.json", Claims)]);

        Assert.Equal(0, run.ExitCode);
    }

    [Theory]
    [InlineData("--pipeline deploy --workload storefront", "exclude each other")]
    [InlineData("--pipeline deploy --claims {}", "use one or the other")]
    [InlineData("--workload w --spiffe-id spiffe://a/b", "use one or the other")]
    [InlineData("--branch main", "--branch tells of a named caller's build")]
    [InlineData("--claims {} --tag v1", "--tag tells of a named caller's build")]
    [InlineData("--revision 4", "--file and --revision exclude each other")]
    [InlineData("--claims [1]", "no JSON object")]
    [InlineData("--claims {", "not JSON")]
    [InlineData("--claims @/nowhere/claims.json", "/nowhere/claims.json")]
    [InlineData("--claims {\"a\":1,\"a\":2}", "claims/a")]
    public async Task Check_ContradictionOrNonsense_IsSaidAndDecidesNothing(string options, string message)
    {
        var run = await Accessctl.RunAsync(["check", "--file", files.Policy, .. Target, .. options.Split(' ')]);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_DocumentWithErrors_IsNoDecision()
    {
        Assert.Equal(1, (await Accessctl.RunAsync(["check", "--file", files.Wrong, .. Target])).ExitCode);
    }

    [Fact]
    public async Task Explain_Denial_NamesNearGrantsAndWhatToDo()
    {
        var run = await Accessctl.RunAsync(["explain", "--file", files.Policy, .. Target, "--pipeline", "deploy", "--branch", "feature/x"]);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("  deploy-reads: branch: `feature/x` is not among `main`\n    what to do: build a branch", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_Json_HasNearGrantsWithRemedies()
    {
        var run = await Accessctl.RunAsync(["explain", "--file", files.Policy, .. Target, "--pipeline", "deploy", "--branch", "feature/x", "-o", "json"]);

        Assert.Equal(3, run.ExitCode);
        using var json = JsonDocument.Parse(run.Output);
        var near = Assert.Single(json.RootElement.GetProperty("near").EnumerateArray());
        Assert.Equal(("deploy-reads", "branch"), (near.GetProperty("grant").GetString(), near.GetProperty("failed").GetString()));
        Assert.NotEmpty(near.GetProperty("remedy").GetString()!);
    }

    [Theory]
    [InlineData(0, """{"revision":42,"decisions":[{"effect":"allow","reason":"granted","grant":"g","mode":"enforce"}]}""", "allow: granted by `g` (revision 42)\n")]
    [InlineData(3, """{"revision":42,"decisions":[{"effect":"deny","reason":"no_grant","mode":"shadow","near":[]}]}""", "deny: no_grant (revision 42); the deployment is in shadow mode, so enforcement points let it pass\n")]
    public async Task Check_ByConsole_AsksItAndExitsByItsDecision(int exitCode, string answer, string output)
    {
        await using var console = await FakeConsole.AnsweringAsync(200, answer);

        var run = await console.RunAsync(["check", .. Target, "--pipeline", "deploy", "--branch", "main", "--revision", "42"]);

        Assert.Equal((exitCode, output, ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal("POST /api/v1/decisions?revision=42", console.Request.Line);
        Assert.Equal(
            """{"requests":[{"pipeline":"deploy","branch":"main","environment":"production","service":"api","method":"GET","path":"/v1/x","time":"2027-01-01T00:00:00Z"}]}""",
            console.Request.Body);
    }

    [Theory]
    [InlineData("""{"revision":42,"decisions":[]}""")]
    [InlineData("""{"revision":42,"decisions":[{"effect":"maybe","reason":"granted"}]}""")]
    [InlineData("""{"decisions":[{"effect":"allow","reason":"granted"}]}""")]
    [InlineData("""{"revision":42,"decisions":[{"effect":"deny","effect":"allow","reason":"granted"}]}""")]
    public async Task Check_AnswerWithoutADecision_IsNeverAnAllow(string answer)
    {
        await using var console = await FakeConsole.AnsweringAsync(200, answer);

        var run = await console.RunAsync(["check", .. Target]);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("is not a console's", run.Error, StringComparison.Ordinal);
    }

    private const string Calls =
        "pipeline,branch,environment,service,method,path,time\ndeploy,main,production,api,GET,/v1/x,2027-01-01T00:00:00Z\ndeploy,feature/x,production,api,GET,/v1/x,2027-01-01T00:00:00Z\n";

    [Fact]
    public async Task Check_OfAFile_DecidesAllAndExitsByTheWorst()
    {
        var run = await Accessctl.RunAsync(["check", "--file", files.Policy, "--requests", files.Write("calls.csv", Calls)]);
        Assert.Equal((3, "line 2: allow: granted by `deploy-reads`\nline 3: deny: no_grant\n1 allowed, 1 denied\n"), (run.ExitCode, run.Output));
        var first = string.Concat(Calls.Split('\n').Take(2).Select(l => l + "\n"));
        Assert.Equal(0, (await Accessctl.RunAsync(["check", "--file", files.Policy, "--requests", files.Write("first.csv", first)])).ExitCode);
    }

    [Fact]
    public async Task Check_OfAFile_AsksAConsoleInOneCall()
    {
        await using var console = await FakeConsole.AnsweringAsync(
            200, """{"revision":7,"decisions":[{"effect":"allow","reason":"granted","grant":"g"},{"effect":"deny","reason":"no_grant","near":[]}]}""");
        var run = await console.RunAsync("check", "--requests", files.Write("asked.csv", Calls), "-o", "json");
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal((3, 1, 1), (run.ExitCode, json.RootElement.GetProperty("allowed").GetInt32(), json.RootElement.GetProperty("denied").GetInt32()));
        Assert.Equal([2, 3], json.RootElement.GetProperty("decisions").EnumerateArray().Select(d => d.GetProperty("line").GetInt32()));
    }

    [Fact]
    public async Task Check_OfAFileWithProblems_TellsAllAndDecidesNothing()
    {
        var file = files.Write("wrong.jsonl", "{\"environment\":\"production\"}\n{\"environment\":7,\"service\":\"api\",\"method\":\"GET\",\"path\":\"/\"}\n");
        var run = await Accessctl.RunAsync(["check", "--file", files.Policy, "--requests", file]);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains($"{file}:1:1: error: `service` is missing", run.Error, StringComparison.Ordinal);
        Assert.Contains($"{file}:2:16: error: `7` is a number where a text belongs", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none.json", "[]")]
    [InlineData("none.csv", "pipeline,branch,environment,service,method,path,time\n")]
    public async Task Check_OfAFileWithoutRequests_IsNoSuccess(string name, string text)
    {
        var run = await Accessctl.RunAsync(["check", "--file", files.Policy, "--requests", files.Write(name, text)]);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("holds no request", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--requests and --service exclude each other", "--service", "api")]
    [InlineData("cannot both be standard input", "--file", "-")]
    public async Task Check_OfAFileAndMore_IsRefused(string message, params string[] more)
    {
        var run = await Accessctl.RunAsync(["check", "--requests", "-", .. more]);
        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_WithoutAService_SaysWhatIsMissing()
    {
        var run = await Accessctl.RunAsync(["check", "--file", files.Policy, "--environment", "production"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--service is missing", run.Error, StringComparison.Ordinal);
    }
}
