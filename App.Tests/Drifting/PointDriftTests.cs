using System.Globalization;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Drift;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Health;
using AccessConsole.Distribution.Points;
using AccessConsole.Drifting;
using AccessConsole.Tests.Support.Fakes;
using AccessConsole.Webhooks;
using Console = AccessConsole.Tests.Components.Console;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace AccessConsole.Tests.Drifting;

/// <summary>What reports can bring about, however often and whatever they are made up to say.</summary>
public sealed class PointDriftTests
{
    private static readonly BundleScope Scope = new("production", Target.Nginx);

    private readonly Console console = new();
    private readonly FakeBundleStore bundles = new();
    private readonly BundleCatalog catalog = new(null!);
    private readonly EnforcementPoints points;
    private readonly PointDrift drift;

    public PointDriftTests()
    {
        points = new EnforcementPoints(new RolloutLedger(catalog, NullLogger<RolloutLedger>.Instance), console.Clock, NullLogger<EnforcementPoints>.Instance);
        drift = new PointDrift(points, catalog, bundles, console.Live, console.Clock);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Digest_ThatIsAnotherOneWithEachReport_StaysOneFinding()
    {
        bundles.Add(Bundle("key", 1));
        var point = Point(Guid.NewGuid(), "edge");

        var first = Assert.Single(await LookAsync(point with { Labels = Label("digest", "sha256:a") }));
        var second = Assert.Single(await LookAsync(point with { Labels = Label("digest", "sha256:b") }));

        Assert.Equal((DriftKind.UnknownDigest, first.Key), (second.Kind, second.Key));
        Assert.Contains("sha256:b", second.Finding, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repairs_OfOneDay_AreOneFinding()
    {
        console.Clock.Advance(TimeSpan.FromHours(12));
        var point = Point(Guid.NewGuid(), "cluster") with { Revision = null };

        var first = Assert.Single(await LookAsync(point with { Labels = Label("repaired", Console.Now.AddHours(10).ToString("O", CultureInfo.InvariantCulture)) }));
        var second = Assert.Single(await LookAsync(point with { Labels = Label("repaired", Console.Now.AddHours(11).ToString("O", CultureInfo.InvariantCulture)) }));
        console.Clock.Advance(TimeSpan.FromDays(1));
        var next = Assert.Single(await LookAsync(point with { Labels = Label("repaired", Console.Now.AddHours(30).ToString("O", CultureInfo.InvariantCulture)) }));

        Assert.Equal((first.Key, Console.Now.AddHours(11)), (second.Key, second.LastSeen));
        Assert.NotEqual(first.Key, next.Key);
    }

    [Fact]
    public async Task Token_ThatMakesUpPoints_HasItsShareADay_AndLeavesRoomForOthers()
    {
        var (loud, other) = (Guid.NewGuid(), Guid.NewGuid());
        await LookAsync(Point(other, "edge"));
        Assert.False(drift.HasMore);

        var first = await LookAsync([.. Enumerable.Range(0, 60).Select(n => Point(loud, $"b-{n}"))]);
        Assert.True(drift.HasMore);
        var second = await LookAsync([.. Enumerable.Range(0, 60).Select(n => Point(loud, $"a-{n}"))]);

        Assert.Equal(FindingShares.PerToken, first.Concat(second).Where(f => f.Point != "edge").DistinctBy(f => f.Key).Count());
        Assert.All([first, second], found => Assert.Single(found, f => f.Point == "edge"));
        console.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal(FindingShares.PerToken + 1, (await LookAsync()).Count);
    }

    [Fact]
    public async Task Archive_ByAKeyThatWasRetired_IsKnown()
    {
        bundles.Add(Bundle("oldest", 1), Bundle("retired", 2), Bundle("live", 3));

        Assert.Empty(await LookAsync(Point(Guid.NewGuid(), "behind") with { Labels = Label("digest", ContentDigest.Name(Bundle("retired", 2).Sha256.Span)) }));
    }

    [Fact]
    public async Task Watch_LetsGoOfWhatIsOver()
    {
        var watch = new DriftWatch(drift, new DecisionDrift(new FakeDecisionLog(), console.History, console.Live, catalog, console.Clock), console.Clock, new ServiceRestarts(new DegradedParts(console.Clock), console.Clock, NullLogger<ServiceRestarts>.Instance), NullLogger<DriftWatch>.Instance);
        var webhooks = new WebhookWatch(console.Live, points, watch, console.Clock);
        var point = Point(Guid.NewGuid(), "edge");

        await MergeAsync(point);
        var told = webhooks.Look();
        webhooks.NoteTold(told);
        Assert.Empty(webhooks.Look());
        await MergeAsync(point with { Revision = null });
        Assert.Empty(webhooks.Look());
        await MergeAsync(point);

        // The database keeps it from being told twice.
        Assert.Equal(Assert.Single(told).Key, Assert.Single(webhooks.Look()).Key);

        async Task MergeAsync(EnforcementPoint reported)
        {
            Merge(reported);
            await watch.LookAsync(Cancellation);
        }
    }

    private Task<IReadOnlyList<DriftFinding>> LookAsync(params EnforcementPoint[] reported)
    {
        Merge(reported);
        return drift.LookAsync(Cancellation);
    }

    /// <summary>A moment later, since a newer report takes the place of an older one.</summary>
    private void Merge(params EnforcementPoint[] reported)
    {
        console.Clock.Advance(TimeSpan.FromSeconds(1));
        points.Merge(reported.Select(p => p with { LastSeen = console.Clock.GetUtcNow() }));
    }

    private static ValueMap Label(string name, string value) => new([new(name, value)]);

    private static StoredBundle Bundle(string keyId, byte content) => new(Scope, 1, keyId, "content", Enumerable.Repeat(content, 32).ToArray(), new byte[] { content }, false);

    /// <summary>Runs the newest revision, at which nothing was published unless a test does.</summary>
    private static EnforcementPoint Point(Guid token, string name) =>
        new(EnforcementPoints.IdOf(token, name), token, name, Scope, 1, null, Console.Now, null, IsReplayProtected: true, ValueMap.Empty);
}
