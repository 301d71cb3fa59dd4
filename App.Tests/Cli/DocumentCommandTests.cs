using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AccessConsole.Tests.Cli;

/// <summary>validate and test, which need no console.</summary>
public sealed class DocumentCommandTests(PolicyFiles files) : IClassFixture<PolicyFiles>
{
    [Fact]
    public async Task Validate_ValidDocument_SaysSo()
    {
        var run = await Accessctl.RunAsync("validate", files.Policy);

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith($"{files.Policy}: valid", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_Warnings_AreListedWithTheirPlaces()
    {
        var run = await Accessctl.RunAsync("validate", files.Policy);

        Assert.Matches($@"{files.Policy}:\d+:\d+: warning: the job must ask for the claims .* \(lint_claims\)", run.Error);
    }

    [Fact]
    public async Task Validate_SeveralErrors_ListsAllWithTheirPlaces()
    {
        var run = await Accessctl.RunAsync("validate", files.Wrong);

        Assert.Equal(1, run.ExitCode);
        Assert.Matches($@"{files.Wrong}:21:\d+: error: .*`writer`", run.Error);
        Assert.Matches($@"{files.Wrong}:22:\d+: error: .*`staging`", run.Error);
        Assert.Contains("errors", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_SeveralFiles_JudgesEachAndFailsIfOneIsWrong()
    {
        var run = await Accessctl.RunAsync("validate", files.Policy, files.Wrong, "-o", "json");

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(run.Error);
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal([true, false], json.RootElement.GetProperty("files").EnumerateArray().Select(f => f.GetProperty("valid").GetBoolean()));
        Assert.All(
            json.RootElement.GetProperty("files")[1].GetProperty("problems").EnumerateArray(),
            problem => Assert.True(problem.GetProperty("line").GetInt32() > 0));
    }

    [Fact]
    public async Task Validate_Loopback_IsForDevelopmentOnly()
    {
        Assert.Equal(1, (await Accessctl.RunAsync("validate", files.Loopback)).ExitCode);
        Assert.Equal(0, (await Accessctl.RunAsync("validate", files.Loopback, "--development")).ExitCode);
    }

    [Theory]
    [InlineData("apiVersion: access/v1\n")]
    [InlineData("  {\"apiVersion\":\"access/v1\"}")]
    public async Task Validate_Dash_ReadsYamlOrJsonFromStandardInput(string text)
    {
        var around = Accessctl.Nowhere with { Input = () => new MemoryStream(Encoding.UTF8.GetBytes(text)) };

        var run = await Accessctl.RunAsync(around, "validate", "-");

        Assert.Equal((0, "standard input: valid\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Validate_JsonFile_IsReadAsJson()
    {
        var run = await Accessctl.RunAsync("validate", files.Write("yaml-inside.json", "apiVersion: access/v1\n"));

        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task Validate_NotUtf8_NamesThePlace()
    {
        var file = files.Write("latin1.yaml", [.. "apiVersion: access/v1\n# caf"u8, 0xe9, (byte)'\n']);

        var run = await Accessctl.RunAsync("validate", file);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"{file}:2:6: error: the text is not UTF-8", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Validate_TooLarge_NamesTheLimit()
    {
        var file = files.Write("large.yaml", "");
        using (var stream = File.OpenWrite(file))
            stream.SetLength(70 << 20);

        var run = await Accessctl.RunAsync("validate", file);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.Contains("larger than 64 MB", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("missing.yaml", "there is no file")]
    [InlineData("missing/policy.yaml", "there is no file")]
    [InlineData("", "is a directory")]
    public async Task AnyDocument_NotAFile_IsOneLine(string name, string expected)
    {
        foreach (var command in (string[])["validate", "test", "plan", "apply"])
        {
            var run = await Accessctl.RunAsync(Accessctl.Toward("http://127.0.0.1:9"), command, Path.Combine(files.Directory, name));

            Assert.Equal((1, ""), (run.ExitCode, run.Output));
            Assert.StartsWith("accessctl: ", run.Error, StringComparison.Ordinal);
            Assert.Contains(expected, Assert.Single(run.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Test_AllPass_IsSuccess()
    {
        var run = await Accessctl.RunAsync("test", files.Policy, "--time", "2027-01-31T23:59:59Z");

        Assert.Equal((0, "ok      main-reads\n1 passed, 0 failed\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("2027-02-01T00:00:00Z")]
    [InlineData("2027-02-01T01:00:00+01:00")]
    public async Task Test_AfterTheGrantsEnd_FailsAndSaysWhy(string time)
    {
        var run = await Accessctl.RunAsync("test", files.Policy, "--time", time);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            "FAILED  main-reads: expected allow, got deny (no_grant; nearest is `deploy-reads`, expires: the grant expired at 2027-02-01T00:00:00Z)", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_WithoutTime_TakesTheClocks()
    {
        var around = Accessctl.Nowhere with { Clock = new FakeTimeProvider(new DateTimeOffset(2027, 2, 1, 0, 0, 0, TimeSpan.Zero)) };

        Assert.Equal(1, (await Accessctl.RunAsync(around, "test", files.Policy)).ExitCode);
    }

    [Fact]
    public async Task Test_Json_HasEachResult()
    {
        var run = await Accessctl.RunAsync("test", files.Failing, "--time", "2027-01-01T00:00:00Z", "-o", "json");

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            """{"passed":0,"failed":1,"results":[{"name":"main-reads","passed":false,"expected":"deny","effect":"allow","reason":"granted","grant":"deploy-reads"}]}""" + "\n",
            run.Output);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Test_JUnit_HasEachResultForABuildServer(int failures)
    {
        var report = Path.Combine(files.Directory, "results\u0001.xml");
        var run = await Accessctl.RunAsync("test", failures == 0 ? files.Policy : files.Failing, "--time", "2027-01-01T00:00:00Z", "--junit", report);

        Assert.Equal(failures, run.ExitCode);
        var suite = System.Xml.Linq.XDocument.Load(report).Root!.Element("testsuite")!;
        Assert.Equal(("1", failures.ToString(System.Globalization.CultureInfo.InvariantCulture)), (suite.Attribute("tests")!.Value, suite.Attribute("failures")!.Value));
        var test = Assert.Single(suite.Elements("testcase"));
        Assert.Equal("main-reads", test.Attribute("name")!.Value);
        Assert.Equal(failures == 0 ? null : "expected deny, got allow (granted: deploy-reads)", test.Element("failure")?.Attribute("message")!.Value);
    }

    [Fact]
    public async Task Test_JUnitNotWritable_IsOneLine()
    {
        var run = await Accessctl.RunAsync("test", files.Policy, "--time", "2027-01-01T00:00:00Z", "--junit", Path.Combine(files.Directory, "missing", "results.xml"));

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("accessctl: ", Assert.Single(run.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_DocumentWithErrors_ListsThemAndRunsNothing()
    {
        var run = await Accessctl.RunAsync("test", files.Wrong);

        Assert.Equal((1, ""), (run.ExitCode, run.Output));
        Assert.EndsWith($"accessctl: `{files.Wrong}` has errors\n", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tomorrow")]
    [InlineData("2027-01-01")]
    [InlineData("2027-01-01T00:00:00")]
    [InlineData("2027-02-30T00:00:00Z")]
    public async Task Test_BadTime_SaysHowToWriteIt(string time)
    {
        var run = await Accessctl.RunAsync("test", files.Policy, "--time", time);

        Assert.Equal((1, $"accessctl: `{time}` is not an instant: write it as `2027-01-01T00:00:00Z`\n"), (run.ExitCode, run.Error));
    }
}
