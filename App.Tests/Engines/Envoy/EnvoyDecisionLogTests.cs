using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Commands;
using AccessConsole.Cli.Pull;
using AccessConsole.Cli.Pull.Decisions;
using AccessConsole.Core.Compilation.Envoy;
using AccessConsole.Core.Drift;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Cli;
using AccessConsole.Tests.Distribution;
using AccessConsole.Tests.Engines.Nginx;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>What stands in Envoy's access log reaches the console by <c>accessctl</c>'s shipper; the lines are <see cref="AccessLogInterpreter"/>'s.</summary>
public sealed class EnvoyDecisionLogTests : IAsyncDisposable
{
    private static readonly ShippingTimes Times = new() { Pause = TimeSpan.FromMilliseconds(20), LongestBackOff = TimeSpan.FromMilliseconds(100), Settle = TimeSpan.FromMilliseconds(300) };
    private static readonly Deployment Deployment = NginxPolicies.DeploymentTo("http://10.0.0.1:8080") with { Hops = [new Hop { Engine = Target.Envoy }] };
    private static readonly PolicySet Policy = NginxPolicies.Policy(Deployment, NginxPolicies.Grant);
    private static readonly AccessLogInterpreter Format = AccessLogInterpreter.Of(Repository.PathTo("deploy", "envoy", "envoy.json"));

    private readonly EnvoyInterpreter envoy = new([.. EnvoyBundles.Of(Policy, NginxPolicies.Environment).Select(file => new EnvoyCompiler().Stamp(file, 7))]);
    private readonly WatchedLog journal = new();
    private readonly TemporaryDirectory directory = TemporaryDirectory.Create();
    private string? token;

    private string PositionPath => Path.Combine(directory.Path, "decisions.json");

    private string Log => Path.Combine(directory.Path, "access-decisions.log");

    public async ValueTask DisposeAsync()
    {
        await journal.DisposeAsync();
        directory.Dispose();
    }

    [Fact]
    public async Task Decisions_OfEnvoy_AreKeptInTheOneFormAndCanBeMadeAgain()
    {
        await using var side = await MachineSide.StartAsync();
        var credential = NginxPolicies.Token(0, new JsonObject
        {
            ["organization_slug"] = "acme",
            ["pipeline_slug"] = "deploy",
            ["build_number"] = 1417,
            ["job_id"] = "0190046e-e199-453b-a302-a21a4d649d31",
            ["build_branch"] = "release/\"1\"",
            ["agent_tag:secret"] = "s3cret",
        });
        Ask("/a/b?access_token=s3cret", credential);
        Ask("/a?s3cret", TokenForge.Tampered(credential));
        Ask("/\"\\x");
        Ask("/a", host: "nowhere.example");

        await ShipUntilAsync(side, 4);

        var kept = side.Decisions.List().OrderBy(decision => decision.Reason, StringComparer.Ordinal).ToList();
        Assert.Equal(["granted", "path_not_canonical", "token_invalid", "unknown_service"], kept.Select(decision => decision.Reason));
        var granted = kept[0];
        Assert.Equal(("allow", "deploy-may", "pipeline/deploy", "enforce", 7), (granted.Effect, granted.Grant, granted.Principal, granted.Mode, granted.Revision));
        Assert.Equal(("production", "api", "GET", "/a/b", "edge-1", Target.Envoy), (granted.Environment, granted.Service, granted.Method, granted.Path, granted.Point, granted.Target));
        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "acme/deploy#1417", "0190046e-e199-453b-a302-a21a4d649d31"), (granted.Trace, granted.Build, granted.Job));
        Assert.Equal(["build_branch", "build_number", "job_id", "organization_slug", "pipeline_slug"], granted.Claims.Keys);
        Assert.DoesNotContain("s3cret", JsonSerializer.Serialize(kept) + await File.ReadAllTextAsync(Log, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.True(DecidedAgain.IsComparable(granted));
        Assert.Null(DecidedAgain.Compare(Policy, granted));
        Assert.NotNull(DecidedAgain.Compare(NginxPolicies.Policy(Deployment), granted));
    }

    [Fact]
    public async Task Rotation_AndLinesOfAnotherForm_AreFollowedAndTold()
    {
        await using var side = await MachineSide.StartAsync();
        Ask("/a");
        await ShipUntilAsync(side, 1);
        Ask("/b");
        await File.AppendAllTextAsync(Log, "[2026-11-28T23:00:00.000Z] \"GET /a HTTP/1.1\" 200\n", TestContext.Current.CancellationToken);
        File.Move(Log, Log + ".1");
        Ask("/c");

        await ShipUntilAsync(side, 3);

        Assert.Equal(["/a", "/b", "/c"], side.Decisions.List().Select(decision => decision.Path).Order(StringComparer.Ordinal));
        Assert.Equal(1, side.Decisions.Losses.Where(loss => loss.Cause == LossCauses.Unsent).Sum(loss => loss.Count));
    }

    [Fact]
    public async Task Log_WithoutAPuller_IsSentByACommandOfItsOwn()
    {
        await using var side = await MachineSide.StartAsync();
        Ask("/a");
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var around = Accessctl.Toward(side.Address.ToString(), side.AddToken(target: Target.Envoy));
        var running = CommandTree.Parse(["send-decisions", "--engine", "envoy", "--log", Log, "--position", PositionPath, "--name", "edge-7"], around)
            .InvokeAsync(new InvocationConfiguration { Output = journal, EnableDefaultExceptionHandler = false }, stopping.Token);
        await MachineSide.WaitUntilAsync(() => side.Decisions.List().Count == 1, $"one decision: {journal}", seconds: 60);
        Ask("/b");
        await MachineSide.WaitUntilAsync(() => side.Decisions.List().Count == 2, $"two decisions: {journal}", seconds: 60);
        await stopping.CancelAsync();

        Assert.Equal(0, await running);
        Assert.All(side.Decisions.List(), decision => Assert.Equal(("edge-7", Target.Envoy), (decision.Point, decision.Target!.Value)));
    }

    [Theory]
    [InlineData("--engine opa", "--engine is `opa`: give nginx or envoy")]
    [InlineData("--position {0}.sent", "--position must not begin with the name of --log")]
    [InlineData("--position /nowhere/at/all", "there is no directory `/nowhere/at`")]
    public async Task Command_NotSaidRight_IsRefused(string options, string message)
    {
        string[] given = string.Format(System.Globalization.CultureInfo.InvariantCulture, options, Log).Split(' ');
        string[] rest = given[0] == "--engine" ? ["--position", PositionPath] : ["--engine", "envoy"];
        var run = await Accessctl.RunAsync(Accessctl.Toward("http://127.0.0.1:9"), ["send-decisions", "--log", Log, .. given, .. rest]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    private void Ask(string target, string? credential = null, string host = NginxPolicies.Host)
    {
        var state = new FilterState(new EnvoyRequest(
            host, "GET", target, [new("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"), .. credential is null ? [] : new[] { KeyValuePair.Create("authorization", $"Bearer {credential}") }],
            null, DateTimeOffset.UtcNow));
        state.Add("x-request-id", Guid.NewGuid().ToString());
        File.AppendAllText(Log, Format.Write(LoggedRequest.Of(state, envoy.Decide(state))) + "\n");
    }

    private async Task ShipUntilAsync(MachineSide side, int count)
    {
        token ??= side.AddToken(target: Target.Envoy);
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = side.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var shipper = new DecisionShipper(
            new FollowedLog(Log, Times.Settle, TimeProvider.System), new EnvoyDecision(), "edge-1", new ConsoleClient(http, "edge-1", new PullTimes()), PositionPath, Times,
            new PullLog(journal, OutputFormat.Text, TimeProvider.System));
        var shipping = shipper.RunAsync(stopping.Token);
        await MachineSide.WaitUntilAsync(() => side.Decisions.List().Count >= count, $"{count} decisions, of {side.Decisions.List().Count}: {journal}");
        // What was sent and not yet noted would be sent again, from a log that may have been rotated meanwhile.
        await MachineSide.WaitUntilAsync(() => LogPosition.Load(PositionPath)?.Offset == new FileInfo(Log).Length, "the position to be noted");
        await stopping.CancelAsync();
        await shipping;
    }
}
