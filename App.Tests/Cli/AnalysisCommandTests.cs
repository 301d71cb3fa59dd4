using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Cli;

/// <summary>diff and analyse, against a console and on documents alone.</summary>
public sealed class AnalysisCommandTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    [Fact]
    public async Task Reach_ExitsByTheAnswer_AndShowsARequest()
    {
        var yes = await AskAsync("analyse", "reach", "pipeline/deploy", "payments", "--environment", "production");
        Assert.Equal((0, ""), (yes.ExitCode, yes.Error));
        Assert.StartsWith("yes: 1 of 1 in revision ", yes.Output, StringComparison.Ordinal);
        Assert.Contains("by deploy-reads-production", yes.Output, StringComparison.Ordinal);
        Assert.Contains("for example: {\"pipeline\":\"deploy\",\"branch\":\"main\"", yes.Output, StringComparison.Ordinal);
        var no = await AskAsync("analyse", "reach", "pipeline/deploy", "payments", "--path", "/elsewhere", "-o", "json");
        Assert.Equal((3, false), (no.ExitCode, no.Json["canReach"]!.GetValue<bool>()));
        Assert.Equal(1, (await AskAsync("analyse", "reach", "pipeline/nobody", "payments")).ExitCode);
    }

    [Fact]
    public async Task Diff_ExitsByWhetherAnythingDiffers()
    {
        using var directory = TemporaryDirectory.Create();
        var file = Path.Combine(directory.Path, "policy.yaml");
        await File.WriteAllTextAsync(file, SmallPolicy.Yaml.Replace("[main]", "[main, \"release/*\"]", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Equal(0, (await AskAsync("diff", "current", "current")).ExitCode);
        var later = await AskAsync("diff", "current", file);
        Assert.Equal(2, later.ExitCode);
        Assert.Contains("`deploy` gains GET /status/** on `payments` in production and staging, from branch `release/*`", later.Output, StringComparison.Ordinal);
        Assert.Contains("`deploy` loses", (await AskAsync("diff", file, "current")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await AskAsync("diff", "current", "revision:99999")).ExitCode);
    }

    [Fact]
    public async Task DiffAndSame_OfTwoDocuments_NeedNoConsole()
    {
        using var directory = TemporaryDirectory.Create();
        var (one, other) = (Path.Combine(directory.Path, "one.yaml"), Path.Combine(directory.Path, "other.yaml"));
        await File.WriteAllTextAsync(one, SmallPolicy.Yaml, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(other, SmallPolicy.Yaml.Replace("branches: [main]", "branches: [main, dev]", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Equal(2, (await Accessctl.RunAsync("diff", one, other)).ExitCode);
        var same = await Accessctl.RunAsync("analyse", "same", one, other);
        Assert.Equal(2, same.ExitCode);
        Assert.Contains("\"build_branch\":\"dev\"", same.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await Accessctl.RunAsync("analyse", "same", one, one, "-o", "json")).ExitCode);
    }

    [Fact]
    public async Task RedundantAndGrant_ExitByWhetherSomethingIs()
    {
        Assert.Equal(0, (await AskAsync("analyse", "redundant", "--status", "coveredTogether")).ExitCode);
        var grant = await AskAsync("analyse", "grant", "deploy-reads-production");
        Assert.Equal(0, grant.ExitCode);
        Assert.StartsWith("deploy-reads-production: needed: without it something is denied that is not now\n", grant.Output, StringComparison.Ordinal);
        Assert.Contains("  with it: allow, granted by deploy-reads-production\n  without it: deny, no_grant", grant.Output, StringComparison.Ordinal);
    }

    private Task<AccessctlRun> AskAsync(params string[] arguments) =>
        Accessctl.RunAsync(Accessctl.Toward(console.Host.Address.ToString(), ConsoleHost.BootstrapToken), arguments);
}
