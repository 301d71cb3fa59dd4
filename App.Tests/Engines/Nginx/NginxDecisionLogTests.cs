using System.Text.Json;
using System.Text.Json.Nodes;
using AccessConsole.Cli.Commands;
using AccessConsole.Cli.Pull;
using AccessConsole.Cli.Pull.Decisions;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Telemetry;
using AccessConsole.Tests.Distribution;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>What a real nginx decides reaches the console by <c>accessctl</c>'s shipper, across rotation and a console without room.</summary>
public sealed class NginxDecisionLogTests : IAsyncDisposable
{
    private static readonly ShippingTimes Times = new() { Pause = TimeSpan.FromMilliseconds(20), LongestBackOff = TimeSpan.FromMilliseconds(100), Settle = TimeSpan.FromMilliseconds(300) };

    private readonly NginxRig rig = new();
    private readonly WatchedLog journal = new();
    private readonly TemporaryDirectory directory = TemporaryDirectory.Create();

    /// <summary>One for every start of the puller: what it sends twice is told by who sent it.</summary>
    private string? token;

    private string PositionPath => Path.Combine(directory.Path, "decisions.json");

    public async ValueTask DisposeAsync()
    {
        await rig.DisposeAsync();
        await journal.DisposeAsync();
        directory.Dispose();
    }

    [Fact]
    public async Task Decisions_OfNginx_AreKeptWithBuildJobAndBranchAndWithoutSecrets()
    {
        await ServeAsync();
        await using var side = await MachineSide.StartAsync();
        var credential = NginxPolicies.Token(0, new JsonObject
        {
            ["organization_slug"] = "acme",
            ["pipeline_slug"] = "deploy",
            ["build_number"] = 1417,
            ["job_id"] = "0190046e-e199-453b-a302-a21a4d649d31",
            ["build_branch"] = "release/\"1\"",
            ["build_tag"] = null,
            ["agent_tag:secret"] = "s3cret",
            ["step_key"] = new string('x', 201),
        });
        await SendAsync($"GET /a/b?access_token=s3cret HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer {credential}\r\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\nCookie: s3cret\r\n\r\n");
        await SendAsync($"GET /a?s3cret HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\nAuthorization: Bearer {TokenForge.Tampered(credential)}\r\n\r\n");
        await SendAsync($"GET /%FF\"\\x HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\n\r\n");
        await SendAsync("GET /a HTTP/1.1\r\nHost: nowhere.example\r\n\r\n");

        await ShipUntilAsync(side, 4);

        var kept = side.Decisions.List().OrderBy(decision => decision.Reason, StringComparer.Ordinal).ToList();
        Assert.Equal(["granted", "token_invalid", "unknown_principal", "unknown_service"], kept.Select(decision => decision.Reason));
        var granted = kept[0];
        Assert.Equal(("allow", "deploy-may", "pipeline/deploy", "enforce", 7), (granted.Effect, granted.Grant, granted.Principal, granted.Mode, granted.Revision));
        Assert.Equal(("production", "api", "GET", "/a/b", "gateway-1", Target.Nginx), (granted.Environment, granted.Service, granted.Method, granted.Path, granted.Point, granted.Target));
        Assert.Equal(("4bf92f3577b34da6a3ce929d0e0e4736", "acme/deploy#1417", "0190046e-e199-453b-a302-a21a4d649d31"), (granted.Trace, granted.Build, granted.Job));
        Assert.Equal(["build_branch", "build_number", "job_id", "organization_slug", "pipeline_slug"], granted.Claims.Keys);
        Assert.Equal("release/\"1\"", granted.Claims["build_branch"]);
        Assert.Equal(("signature", 0), (kept[1].Detail, kept[1].Claims.Count));
        Assert.Null(kept[3].Service);
        var everything = JsonSerializer.Serialize(kept) + await File.ReadAllTextAsync(rig.DecisionLog, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("s3cret", everything, StringComparison.Ordinal);
        Assert.DoesNotContain(credential.Split('.')[2], everything, StringComparison.Ordinal);
        Assert.Empty(rig.ScriptErrors);
    }

    [Fact]
    public async Task Rotation_WhileItWorksAndWhileItDoesNot_LosesNothingAndRepeatsNothing()
    {
        await ServeAsync();
        await using var side = await MachineSide.StartAsync();
        await SendSomeAsync(3);
        await ShipUntilAsync(side, 3);

        await SendSomeAsync(2);
        await rig.Decisions(5);
        File.Move(rig.DecisionLog, rig.DecisionLog + ".1");
        // Until it is told to open the log anew nginx goes on writing where it was moved to.
        await SendSomeAsync(2);
        await rig.ReopenAsync();
        await MachineSide.WaitUntilAsync(() => File.Exists(rig.DecisionLog), "nginx to open its log anew");
        await SendSomeAsync(4);
        await ShipUntilAsync(side, 11);

        await SendSomeAsync(1);
        await rig.Decisions(5);
        File.Move(rig.DecisionLog, rig.DecisionLog + ".2");
        await rig.ReopenAsync();
        await MachineSide.WaitUntilAsync(() => File.Exists(rig.DecisionLog), "nginx to open its log anew");
        await SendSomeAsync(1);
        await ShipUntilAsync(side, 13);

        Assert.Equal(13, side.Decisions.List().Count);
        Assert.Empty(side.Decisions.Losses);
    }

    [Fact]
    public async Task Position_ThatIsLost_MakesItSendAgainWhatIsKeptOnce()
    {
        await ServeAsync();
        await using var side = await MachineSide.StartAsync();
        await SendSomeAsync(3);
        await ShipUntilAsync(side, 3);

        // As when it is stopped between the console's answer and the note of it.
        File.Delete(PositionPath);
        await SendSomeAsync(1);
        await ShipUntilAsync(side, 4);

        Assert.Equal(4, side.Decisions.List().Count);
    }

    [Fact]
    public async Task Console_WithoutRoomOrAway_DecisionsStayInTheLogUntilItHas()
    {
        await ServeAsync();
        await using var side = await MachineSide.StartAsync(prepare: s => s.Decisions.IsAway = true, settings: ("Decisions:QueueMegabytes", "1"));
        await SendSomeAsync(1);
        await rig.Decisions(1);
        var line = (await File.ReadAllLinesAsync(rig.DecisionLog, TestContext.Current.CancellationToken))[0];
        // As many decisions as no queue of one megabyte holds, each with an id of its own.
        await File.WriteAllLinesAsync(rig.DecisionLog, Enumerable.Range(0, 9_000).Select(i => line.Replace("\"requestId\":\"", $"\"requestId\":\"{i}-", StringComparison.Ordinal)), TestContext.Current.CancellationToken);

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var shipping = Shipper(side).RunAsync(stopping.Token);
        await MachineSide.WaitUntilAsync(() => journal.ToString().Contains("no room", StringComparison.Ordinal), "the console to have no room");
        Assert.Empty(side.Decisions.List());
        side.Decisions.IsAway = false;
        await MachineSide.WaitUntilAsync(() => side.Decisions.List().Count == 9_000, "all to be kept");
        await stopping.CancelAsync();
        await shipping;

        Assert.Contains("sent: decisions are sent again", journal.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, side.Get<DecisionMetrics>().Waiting);
    }

    [Fact]
    public async Task Lines_ThatAreNone_AreCountedAndPassedOver()
    {
        await ServeAsync();
        await using var side = await MachineSide.StartAsync();
        await SendSomeAsync(1);
        await rig.Decisions(1);
        await File.AppendAllTextAsync(rig.DecisionLog, "not json\n{\"requestId\":\"x\",\"reason\":\"granted\",\"claims\":\"{\"}\n{\"time\":\"2026-01-01T00:00:00Z\",\"decision\":\"deny\",\"reason\":\"no_bundle\"}\n", TestContext.Current.CancellationToken);
        await SendSomeAsync(1);

        await ShipUntilAsync(side, 2);

        Assert.Equal(2, side.Decisions.Losses.Where(loss => loss.Cause == LossCauses.Unsent).Sum(loss => loss.Count));
    }

    private Task ServeAsync() =>
        rig.Load(NginxBundles.Of(NginxPolicies.Policy(NginxPolicies.DeploymentTo(rig.Upstream), NginxPolicies.Grant), NginxPolicies.Environment), 7);

    private async Task SendAsync(string request)
    {
        using var connection = new WireConnection(rig.Plain);
        await connection.Send(request);
    }

    private async Task SendSomeAsync(int count)
    {
        for (var i = 0; i < count; i++)
            await SendAsync($"GET /healthz HTTP/1.1\r\nHost: {NginxPolicies.Host}\r\n\r\n");
    }

    /// <summary>A puller that starts, works until so many decisions are kept, and ends.</summary>
    private async Task ShipUntilAsync(MachineSide side, int count)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var shipping = Shipper(side).RunAsync(stopping.Token);
        await MachineSide.WaitUntilAsync(() => side.Decisions.List().Count >= count, $"{count} decisions, of {side.Decisions.List().Count}: {journal}");
        // What was sent and not yet noted would be sent again, from a log that may have been rotated meanwhile.
        await MachineSide.WaitUntilAsync(() => LogPosition.Load(PositionPath)?.Offset == new FileInfo(rig.DecisionLog).Length, "the position to be noted");
        await stopping.CancelAsync();
        await shipping;
    }

    private DecisionShipper Shipper(MachineSide side)
    {
        token ??= side.AddToken(target: Target.Nginx);
        var http = new HttpClient { BaseAddress = side.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return new DecisionShipper(
            new FollowedLog(rig.DecisionLog, Times.Settle, TimeProvider.System), new NginxDecision(), "gateway-1", new ConsoleClient(http, "gateway-1", new PullTimes()), PositionPath, Times,
            new PullLog(journal, OutputFormat.Text, TimeProvider.System));
    }
}
