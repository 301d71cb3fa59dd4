using Xunit;

namespace AccessConsole.Tests.Cli;

/// <summary>import against a console with the documented shapes.</summary>
public sealed class ImportCommandTests(PolicyFiles files) : IClassFixture<PolicyFiles>
{
    private const string Draft = "0199d3c4-0000-7000-8000-000000000001";
    private const string Changed = $$"""
        {"draft":"{{Draft}}","revision":41,"added":1,"changed":1,"unchanged":5,"removed":0,"problems":[],
         "changes":[{"kind":"pipelines","name":"web","change":"added","line":2},{"kind":"pipelines","name":"api","change":"changed","line":3}]}
        """;

    private const string Nothing = """{"draft":null,"revision":41,"added":0,"changed":0,"unchanged":7,"removed":0,"problems":[],"changes":[]}""";

    [Theory]
    [InlineData("--kind pipelines", "rows.csv", "?kind=pipelines", "text/csv")]
    [InlineData("", "part.yaml", "", "application/yaml")]
    [InlineData("--remove-missing", "part.json", "?removeMissing=true", "application/json")]
    public async Task Import_SendsTheFileAsItIs_WithWhatItIs(string options, string name, string query, string contentType)
    {
        await using var console = await FakeConsole.AnsweringAsync(200, Changed);
        var file = files.Write(name, "as it is");

        var run = await console.RunAsync(["import", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), file]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(new AskedRequest($"POST /api/v1/policy/import{query}", "Bearer secret-token", "", contentType, "as it is"), console.Request);
    }

    [Fact]
    public async Task Import_Changes_AreListedWithTheirLines_AndTheDraftIsNamed()
    {
        await using var console = await FakeConsole.AnsweringAsync(200, Changed);

        var run = await console.RunAsync("import", "--kind", "pipelines", "--if-match", "41", files.Write("rows.csv", "name"));

        Assert.Equal("\"41\"", console.Request.IfMatch);
        Assert.Equal(
            $"""
            added   pipelines `web`, line 2
            changed pipelines `api`, line 3
            against revision 41: 1 added, 1 changed, 5 unchanged, 0 removed
            draft {Draft} is made and not in force

            """,
            run.Output);
    }

    [Fact]
    public async Task Import_MoreThanIsListed_SaysHowManyMore()
    {
        await using var console = await FakeConsole.AnsweringAsync(
            200, """{"draft":null,"revision":1,"added":1500,"changed":0,"unchanged":0,"removed":0,"problems":[],"changes":[{"kind":"grants","name":"a","change":"added","line":null}]}""");

        var run = await console.RunAsync("import", files.Policy);

        Assert.StartsWith("added   grants `a`\nand 1499 more\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Changed, 2)]
    [InlineData(Nothing, 0)]
    public async Task DryRun_AsksForTheCheckAlone_AndExitsByWhetherAnythingChanges(string answer, int exitCode)
    {
        await using var console = await FakeConsole.AnsweringAsync(200, answer);

        var run = await console.RunAsync("import", "--dry-run", files.Policy);

        Assert.Equal((exitCode, "POST /api/v1/policy/import/check"), (run.ExitCode, console.Request.Line));
    }

    [Fact]
    public async Task Import_WrongRows_AreListedWithLineAndColumn()
    {
        await using var console = await FakeConsole.AnsweringAsync(
            422,
            """{"code":"invalid","detail":"the file has errors","problems":[{"code":"reference_unknown","severity":"error","message":"there is no role `writer`","pointer":"/grants/0/role","line":2,"column":4}]}""",
            "application/problem+json");
        var file = files.Write("grants.csv", "name,role");

        var run = await console.RunAsync("import", "--kind", "grants", file);

        Assert.Equal((1, $"{file}:2:4: error: there is no role `writer` (reference_unknown)\naccessctl: the file has errors\n"), (run.ExitCode, run.Error));
    }

    [Theory]
    [InlineData("--kind roles", "rows.csv", "--kind is `roles`: say one of grants, pipelines, workloads, services; anything else comes as a document")]
    [InlineData("", "rows.csv", "is a CSV file: say with --kind what its rows are")]
    [InlineData("--kind grants --remove-missing", "rows.csv", "a CSV file removes nothing")]
    [InlineData("--if-match -1", "part.yaml", "--if-match is below zero")]
    public async Task Import_AskedWrongly_SaysTheRemedyAndSendsNothing(string options, string name, string message)
    {
        await using var console = await FakeConsole.AnsweringAsync(200, Changed);

        var run = await console.RunAsync(["import", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), files.Write(name, "name")]);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Empty(console.Requests);
    }

    [Fact]
    public async Task Import_TooLarge_NamesTheLimit()
    {
        var file = files.Write("large.csv", "");
        using (var stream = File.OpenWrite(file))
            stream.SetLength(17 << 20);

        var run = await Accessctl.RunAsync(Accessctl.Toward("http://127.0.0.1:9"), "import", "--kind", "grants", file);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("larger than 16 MB", run.Error, StringComparison.Ordinal);
    }
}
