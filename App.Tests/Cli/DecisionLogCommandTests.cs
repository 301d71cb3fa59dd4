using System.CommandLine;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Commands;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Distribution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Cli;

/// <summary><c>accessctl decisions</c> and <c>story</c> over a console with a real PostgreSQL.</summary>
public sealed class DecisionLogCommandTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private static readonly DateTimeOffset Now = new(DateTimeOffset.UtcNow.Ticks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);

    [Fact]
    public async Task Decisions_AreATableNewestFirst_AndJsonLineByLine()
    {
        await AddAsync(
            Decision("table") with { At = Now.AddSeconds(-2) },
            Decision("table") with
            {
                At = Now.AddSeconds(-1),
                Effect = "deny",
                Reason = "token_invalid",
                Detail = "expired",
                Grant = null,
                Principal = null,
                Path = "/a\u001b[31m",
                Mode = "shadow",
                Target = null,
                Point = "accd_abc",
                Environment = "table",
            });

        var run = await RunAsync("decisions", "--grant", "table");
        Assert.Equal((0, $"{Time(-2)}  allow  pipeline/deploy  GET /status/a  payments in staging  gateway (opa)  granted by table\n"), (run.ExitCode, run.Output));
        var odd = await RunAsync("decisions", "--environment", "table", "--since", Now.AddMinutes(-1).ToString("O"));
        Assert.Equal($"{Time(-1)}  deny in shadow  (nobody known)  GET /a\uFFFD[31m  payments in table  accd_abc (http)  token_invalid (expired)\n", odd.Output);

        var json = await RunAsync("decisions", "-o", "json", "--point", "gateway", "--grant", "table", "--effect", "allow");
        Assert.Equal(("table", "opa"), (JsonNode.Parse(json.Output)!.Text("grant"), JsonNode.Parse(json.Output)!.Text("target")));
    }

    [Fact]
    public async Task Decisions_MoreThanAPage_AreReadToTheLimitAndTheRestIsSaid()
    {
        await AddAsync([.. Enumerable.Range(0, 1_203).Select(i => Decision("paged") with { At = Now.AddMilliseconds(-i), Path = $"/{i}" })]);

        var all = await RunAsync("decisions", "--grant", "paged", "--limit", "5000", "-o", "json");
        Assert.Equal(Enumerable.Range(0, 1_203).Select(i => $"/{i}"), all.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.Text("path")));
        Assert.Empty(all.Error);
        var some = await RunAsync("decisions", "--grant", "paged", "--limit", "1100");
        Assert.Equal(1_100, some.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Contains("these are the newest 1100", some.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Decisions_OfNothing_SayThatAndSucceed()
    {
        var run = await RunAsync("decisions", "--grant", "nowhere");
        Assert.Equal((0, "", "the log holds no such decision that your roles reach\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("--limit 0", "--limit")]
    [InlineData("--limit 100001", "--limit")]
    [InlineData("--since yesterday", "`yesterday` is not an instant")]
    [InlineData("--follow --until 2027-01-01T00:00:00Z", "exclude each other")]
    public async Task Decisions_NotSaidRight_AreRefused(string options, string message)
    {
        var run = await RunAsync(["decisions", .. options.Split(' ')]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Follow_ShowsTheNewestInOrderAndThenEachThatComes_LateOnesToo()
    {
        await AddAsync([.. Enumerable.Range(0, 5).Select(i => Decision("followed") with { At = Now.AddSeconds(-i), Path = $"/there-{i}" })]);
        await using var output = new WatchedLog();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = CommandTree.Parse(["decisions", "--follow", "--limit", "2", "--grant", "followed"], Accessctl.Toward(console.Host.Address.ToString(), ConsoleHost.BootstrapToken))
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = TextWriter.Null, EnableDefaultExceptionHandler = false }, stopping.Token);
        await ShownAsync(output, "/there-0");

        await AddAsync(Decision("followed") with { At = Now.AddSeconds(1), Path = "/next" }, Decision("other") with { Path = "/somebody-elses" });
        await ShownAsync(output, "/next");
        await AddAsync(Decision("followed") with { At = Now.AddMinutes(-5), Path = "/late" }, Decision("followed") with { At = Now.AddHours(-1), Path = "/too-late" });
        await ShownAsync(output, "/late");
        await AddAsync(Decision("followed") with { At = Now.AddSeconds(2), Path = "/last" });
        await ShownAsync(output, "/last");
        await stopping.CancelAsync();

        Assert.Equal(0, await running);
        Assert.Equal(["/there-1", "/there-0", "/next", "/late", "/last"], output.ToString()!.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4]));
    }

    [Fact]
    public async Task Follow_LateBehindPagesThatWereSeen_IsShown_AndNothingIsSaidToBeLeftOut()
    {
        await AddAsync([.. Enumerable.Range(0, 10_050).Select(i => Decision("behind") with { At = Now.AddMilliseconds(-i), Path = $"/there-{i}" })]);
        await using var output = new WatchedLog();
        await using var error = new StringWriter();
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = CommandTree.Parse(["decisions", "--follow", "--limit", "1", "--grant", "behind"], Accessctl.Toward(console.Host.Address.ToString(), ConsoleHost.BootstrapToken))
            .InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }, stopping.Token);
        await ShownAsync(output, "/there-0");

        await AddAsync(Decision("behind") with { At = Now.AddMilliseconds(-5_000), Path = "/late" });

        await ShownAsync(output, "/late");
        await stopping.CancelAsync();
        Assert.Equal((0, ""), (await running, error.ToString()));
    }

    [Fact]
    public async Task Story_TellsEachCallWithItsHopsAndWhoMadeTheGrant()
    {
        var trace = new string('9', 32);
        var gateway = Decision("deploy-reads-staging") with { At = Now.AddSeconds(-9), Trace = trace, Job = "job-9", Build = "acme/deploy#9", Claims = new ValueMap([new("build_branch", "main")]) };
        await AddAsync(gateway, Decision("deploy-reads-staging") with { At = Now.AddSeconds(-8), Trace = trace, Point = "sidecar", Target = Target.Envoy, Path = "/status/b" });

        var run = await RunAsync("story", "--build", "acme/deploy#9");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith(
            $"""
            build acme/deploy#9: 1 call, 1 passed

            its tokens said
              build_branch: main

            it called
              payments in staging: 2 allowed, 0 denied

            call by call
              {Time(-9)}  passed  GET /status/a at payments in staging, trace {trace}
                gateway (opa): allow, granted by deploy-reads-staging, pipeline/deploy, revision 1
                sidecar (envoy): allow, granted by deploy-reads-staging, pipeline/deploy, revision 1, for GET /status/b at payments in staging

            by these grants
              deploy-reads-staging at revision 1: 2 decisions; so since revision 1 of 
            """.ReplaceLineEndings("\n"),
            run.Output);
        var json = await RunAsync("story", "--job", "job-9", "--at", Now.ToString("O"), "-o", "json");
        Assert.Equal(2, json.Json["calls"]![0]!["hops"]!.AsArray().Count);
        var none = await RunAsync("story", "--trace", new string('0', 32));
        Assert.Equal((2, $"the log holds nothing of trace {new string('0', 32)} that your roles reach\n"), (none.ExitCode, none.Output));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--build a --job b")]
    public async Task Story_OfNoneOrOfTwo_IsRefused(string options)
    {
        var run = await RunAsync(["story", .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        Assert.Equal((1, "accessctl: give one of --build, --job and --trace\n"), (run.ExitCode, run.Error));
    }

    private Task<AccessctlRun> RunAsync(params string[] arguments) => Accessctl.RunAsync(Accessctl.Toward(console.Host.Address.ToString(), ConsoleHost.BootstrapToken), arguments);

    private async Task AddAsync(params LoggedDecision[] decisions) => await console.Host.Get<IDecisionLog>().AddAsync(decisions, [], TestContext.Current.CancellationToken);

    private static Task ShownAsync(WatchedLog output, string text) => MachineSide.WaitUntilAsync(() => output.ToString()!.Contains($"{text} ", StringComparison.Ordinal), $"{text} to be shown", seconds: 60);

    private static string Time(int seconds) => Now.AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static LoggedDecision Decision(string grant) => LoggedDecisions.Granted(grant, Now);
}
