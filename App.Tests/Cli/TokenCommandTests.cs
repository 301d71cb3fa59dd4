using System.Text.Json;
using Xunit;

namespace AccessConsole.Tests.Cli;

public sealed class TokenCommandTests
{
    private const string Id = "0199d3c4-0000-7000-8000-000000000001";
    private const string OtherId = "0199d3c4-0000-7000-8000-000000000002";

    [Theory]
    [InlineData(
        "create-puller --environment production --target opa --service api --labels site=berlin rack=7 --expires 2027-01-01T01:00:00+01:00",
        """{"kind":"puller","environment":"production","target":"opa","service":"api","labels":{"rack":"7","site":"berlin"},"expires":"2027-01-01T00:00:00Z"}""")]
    [InlineData(
        "create-puller --environment production --target nginx",
        """{"kind":"puller","environment":"production","target":"nginx","service":null,"labels":{},"expires":null}""")]
    [InlineData("create-api --role editor --environments staging development", """{"kind":"api","role":"editor","expires":null,"environments":["staging","development"]}""")]
    [InlineData(
        "create-api --role editor --service-labels team=payments team=ledger data=cardholder",
        """{"kind":"api","role":"editor","expires":null,"serviceLabels":{"team":["payments","ledger"],"data":["cardholder"]}}""")]
    [InlineData("create-decide --environment production --service api", """{"kind":"decide","environment":"production","service":"api","expires":null}""")]
    [InlineData("create-api --role viewer", """{"kind":"api","role":"viewer","expires":null}""")]
    public async Task Create_PrintsTheTextAloneAndTheIdBesideIt(string command, string body)
    {
        await using var console = await FakeConsole.AnsweringAsync(201, $$"""{"id":"{{Id}}","token":"acp_text"}""");

        var run = await console.RunAsync(["token", .. command.Split(' ')]);

        Assert.Equal((0, "acp_text\n", $"accessctl: token {Id} is made; its text is shown this once\n"), (run.ExitCode, run.Output, run.Error));
        Assert.Equal(("POST /api/v1/tokens", body), (console.Request.Line, console.Request.Body));
    }

    [Fact]
    public async Task Create_BySpiffeId_PrintsTheIdAlone()
    {
        await using var console = await FakeConsole.AnsweringAsync(201, $$"""{"id":"{{Id}}"}""");

        var run = await console.RunAsync("token", "create-puller", "--environment", "production", "--target", "envoy", "--spiffe-id", "spiffe://acme.example/gateway");

        Assert.Equal((0, $"{Id}\n", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal(
            """{"kind":"puller","environment":"production","target":"envoy","service":null,"labels":{},"expires":null,"spiffeId":"spiffe://acme.example/gateway"}""", console.Request.Body);
    }

    [Theory]
    [InlineData("--labels berlin", "`berlin` is not a label")]
    [InlineData("--labels =berlin", "`=berlin` is not a label")]
    [InlineData("--labels a=1 a=2", "the label `a` is given twice")]
    [InlineData("--expires soon", "`soon` is not an instant")]
    public async Task Create_BadArguments_AskNothing(string options, string message)
    {
        await using var console = await FakeConsole.AnsweringAsync(201, "{}");

        var run = await console.RunAsync(["token", "create-puller", "--environment", "e", "--target", "opa", .. options.Split(' ')]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Empty(console.Requests);
    }

    [Fact]
    public async Task List_SeveralPages_AreOneList()
    {
        await using var console = await FakeConsole.StartAsync(context =>
        {
            if (!context.Request.Query.ContainsKey("after"))
                context.Response.Headers.Link = "</api/v1/tokens?after=x>; rel=\"next\"";
            return FakeConsole.Answer(context, 200, context.Request.Query.ContainsKey("after") ? $"[{Api}]" : $"[{Puller}]");
        });

        var run = await console.RunAsync("token", "list");

        Assert.Equal(
            $"""
            {Id}  puller  until 2999-01-01T00:00:00Z  production/opa/*  acp_ab…  by ada
            {OtherId}  api     revoked 2026-01-01T00:00:00Z  editor in staging  aca_cd…  by ada

            """,
            run.Output);
        Assert.Equal(["GET /api/v1/tokens?limit=1000", $"GET /api/v1/tokens?limit=1000&after={Id}"], console.Requests.Select(r => r.Line));
    }

    [Fact]
    public async Task List_Json_IsTheConsolesWordForWord()
    {
        await using var console = await FakeConsole.AnsweringAsync(200, $"[{Puller},{Api}]");

        using var json = JsonDocument.Parse((await console.RunAsync("token", "list", "-o", "json")).Output);

        Assert.Equal("2026-01-02T00:00:00Z", json.RootElement[0].GetProperty("createdAt").GetString());
        Assert.Equal(2, json.RootElement.GetArrayLength());
    }

    [Fact]
    public async Task List_PageThatNeverEnds_IsRefused()
    {
        await using var console = await FakeConsole.StartAsync(context =>
        {
            context.Response.Headers.Link = "</api/v1/tokens>; rel=\"next\"";
            return FakeConsole.Answer(context, 200, $"[{Puller}]");
        });

        Assert.Equal(1, (await console.RunAsync("token", "list")).ExitCode);
        Assert.Equal(2, console.Requests.Count);
    }

    [Fact]
    public async Task Revoke_KnownToken_IsDeleted()
    {
        await using var console = await FakeConsole.AnsweringAsync(204, "");

        var run = await console.RunAsync("token", "revoke", Id);

        Assert.Equal((0, $"token {Id} is revoked\n"), (run.ExitCode, run.Output));
        Assert.Equal($"DELETE /api/v1/tokens/{Id}", console.Request.Line);
    }

    [Fact]
    public async Task Revoke_TextInsteadOfId_IsNotRepeatedAndAsksNothing()
    {
        await using var console = await FakeConsole.AnsweringAsync(204, "");

        var run = await console.RunAsync("token", "revoke", "acp_a-secret-text");

        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
        Assert.Empty(console.Requests);
    }

    [Fact]
    public async Task Mint_PrintsTheTokenAlone()
    {
        await using var console = await FakeConsole.AnsweringAsync(200, """{"token":"aaa.bbb.ccc"}""");

        var run = await console.RunAsync("token", "mint", "--pipeline", "deploy", "--environment", "production", "--service", "api", "--branch", "main", "--tag", "v1");

        Assert.Equal((0, "aaa.bbb.ccc\n", ""), (run.ExitCode, run.Output, run.Error));
        Assert.Equal(
            ("POST /api/v1/demo/tokens", """{"pipeline":"deploy","environment":"production","service":"api","branch":"main","tag":"v1"}"""),
            (console.Request.Line, console.Request.Body));
    }

    private const string Puller =
        """{"id":"0199d3c4-0000-7000-8000-000000000001","kind":"puller","prefix":"acp_ab","owner":"ada","createdAt":"2026-01-02T00:00:00Z","expiresAt":"2999-01-01T00:00:00Z","revokedAt":null,"lastUsedAt":null,"labels":{},"environment":"production","target":"opa","service":null,"role":null,"environments":[]}""";

    private const string Api =
        """{"id":"0199d3c4-0000-7000-8000-000000000002","kind":"api","prefix":"aca_cd","owner":"ada","createdAt":"2026-01-02T00:00:00Z","expiresAt":"2999-01-01T00:00:00Z","revokedAt":"2026-01-01T00:00:00Z","lastUsedAt":null,"labels":{},"environment":null,"target":null,"service":null,"role":"editor","environments":["staging"]}""";
}
