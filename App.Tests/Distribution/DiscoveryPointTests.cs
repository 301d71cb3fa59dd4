using System.Net;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Discovery;
using AccessConsole.Distribution.Points;
using AccessConsole.Tests.Engines.Nginx;
using AccessConsole.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AccessConsole.Tests.Distribution;

/// <summary>What is told of an Envoy by how it polls.</summary>
public sealed class DiscoveryPointTests
{
    private static readonly BundleScope Scope = new(NginxPolicies.Environment, Target.Envoy);

    [Fact]
    public async Task Envoy_PollingAndApplying_IsListedWithItsRevision()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken(target: Target.Envoy);
        var version = await PublishAsync(side, 4);

        await PollAsync(side, token, "routes", "");
        Assert.Null(Point(side).Revision);
        await PollAsync(side, token, "clusters", "");
        await PollAsync(side, token, "routes", version);
        Assert.Null(Point(side).Revision);
        await PollAsync(side, token, "clusters", version);

        var point = Point(side);
        Assert.Equal(("gateway-1", Scope, 4, null), (point.Name, point.Scope, point.Revision, point.Error));
        Assert.False(point.IsReplayProtected);
        Assert.Equal("gateway", point.Labels["cluster"]);
        Assert.Equal("envoy", point.Labels["puller"]);
    }

    [Fact]
    public async Task Envoy_RefusingARevision_IsListedWithTheOneBeforeAndAnError()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken(target: Target.Envoy);
        var first = await PublishAsync(side, 1);
        await PollAsync(side, token, "routes", "");
        await PollAsync(side, token, "routes", first);
        var second = await PublishAsync(side, 2);

        await PollAsync(side, token, "routes", first);
        Assert.Null(Point(side).Error);
        await PollAsync(side, token, "routes", first);
        Assert.Equal(1, Point(side).Revision);
        Assert.StartsWith("revision 2 of RouteConfiguration was given and not applied", Point(side).Error, StringComparison.Ordinal);

        await PollAsync(side, token, "routes", second);
        Assert.Equal((2, null), (Point(side).Revision, Point(side).Error));
    }

    /// <summary>Names of nodes are made up by whoever holds a token.</summary>
    [Fact]
    public void Nodes_OfOneToken_LeaveRoomForOthersAndForThemselvesOnceSilent()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        var points = new EnforcementPoints(new RolloutLedger(Catalogs.At(100), NullLogger<RolloutLedger>.Instance), clock, NullLogger<EnforcementPoints>.Instance);
        var discovery = new DiscoveryPoints(points, new RolloutLedger(Catalogs.At(100), NullLogger<RolloutLedger>.Instance), clock);
        var (one, other) = (MachineSide.NewToken(target: Target.Envoy).Token, MachineSide.NewToken(target: Target.Envoy).Token);
        for (var i = 0; i < 20_100; i++)
            Note(one, $"made-up-{i}");
        Assert.Equal(20_000, points.List().Count);
        Note(other, "gateway");
        Assert.Equal(20_001, points.List().Count);

        clock.Advance(EnforcementPoints.StaleAfter);
        Note(one, "real");
        Assert.Contains(points.List(), point => point.Name == "real");

        void Note(AccessToken token, string node) => discovery.Note(token, new DiscoveryRequest(node, "", null, "", "", [], null), "routes", "1-aa");
    }

    [Fact]
    public async Task Resources_NamedTwiceOrInAnotherOrder_AreOneSubscription()
    {
        Assert.Equal(["a", "b"], DiscoveryRequest.Read("""{"node":{"id":"x"},"resource_names":["b","a","b"]}"""u8.ToArray()).Names);
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken(target: Target.Envoy);
        await PublishAsync(side, 1);
        using var answer = await side.PollAsync("routes", token, names: ["access", "access"]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Envoy_StartedAnew_HasRefusedNothing()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken(target: Target.Envoy);
        var first = await PublishAsync(side, 1);
        await PollAsync(side, token, "routes", first);
        await PublishAsync(side, 2);
        await PollAsync(side, token, "routes", first);

        await PollAsync(side, token, "routes", "");
        Assert.Equal((null, null), (Point(side).Revision, Point(side).Error));
        await PollAsync(side, token, "routes", "");
        Assert.NotNull(Point(side).Error);
    }

    [Fact]
    public async Task Client_SayingWhyItRefuses_IsQuotedWithinLimits()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken(target: Target.Envoy);
        await PublishAsync(side, 1);
        using var answer = await side.PollAsync("routes", token, error: "regex too large\u001b[31m" + new string('x', 2_000));

        Assert.StartsWith("regex too large\uFFFD[31mxxx", Point(side).Error, StringComparison.Ordinal);
        Assert.Equal(1_000, Point(side).Error!.Length);
    }

    private static async Task<string> PublishAsync(MachineSide side, int revision) =>
        $"{revision}-{(await side.PublishAsync(revision, Scope, DiscoveryTests.Files())).ContentDigest}";

    private static async Task PollAsync(MachineSide side, string token, string type, string version)
    {
        using var answer = await side.PollAsync(type, token, version);
        Assert.True((int)answer.StatusCode is 200 or 304, $"{answer.StatusCode}");
    }

    private static EnforcementPoint Point(MachineSide side) => Assert.Single(side.Get<EnforcementPoints>().List());
}
