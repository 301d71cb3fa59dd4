using AccessConsole.Core.Model;
using AccessConsole.Tests.Engines.Pull;
using Xunit;

namespace AccessConsole.Tests.Engines.Kubernetes;

/// <summary>The puller applies what a bundle says for later when the time has come, by its own clock, and never what was before.</summary>
public sealed class StatesByTheClockTests(SharedRig shared) : IClassFixture<SharedRig>
{
    private static readonly string[] Before = ["default", "grant.ending"];
    private static readonly string[] After = ["default"];
    private static readonly string[] Later = ["default", "grant.beginning"];

    [Fact]
    public async Task Boundary_IsKeptWhileTheConsoleIsAway()
    {
        await using var cluster = await StartAsync(DateTimeOffset.UtcNow.AddSeconds(15), DateTimeOffset.UtcNow.AddHours(1));
        await using (cluster.Puller.Start())
        {
            await cluster.Puller.AwaitAsync(() => HasAsync(cluster, Before), "the bundle is not in force");
            await cluster.Puller.Console.DisposeAsync();
            await cluster.Puller.AwaitAsync(() => HasAsync(cluster, After), "what ended is still there");
        }

        Assert.Contains("revision 5 is in force as of", cluster.Puller.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restart_AppliesTheStateOfNowWhileTheConsoleIsAway()
    {
        await using var cluster = await InForceAsync();
        await cluster.Puller.Console.DisposeAsync();
        cluster.Puller.Clock.Shift = TimeSpan.FromMinutes(90);

        Assert.False(await cluster.Puller.PullAsync());
        Assert.Equal(After, await cluster.PartsAsync());

        cluster.Puller.Clock.Shift = TimeSpan.FromHours(3);
        Assert.False(await cluster.Puller.PullAsync());
        Assert.Equal(Later, await cluster.PartsAsync());
    }

    [Fact]
    public async Task ClockThatIsSetBack_BringsNothingBack()
    {
        await using var cluster = await InForceAsync();
        cluster.Puller.Console.Failure = 500;
        cluster.Puller.Clock.Shift = TimeSpan.FromMinutes(90);
        Assert.False(await cluster.Puller.PullAsync());
        Assert.Equal(After, await cluster.PartsAsync());

        cluster.Puller.Clock.Shift = TimeSpan.FromMinutes(-90);
        Assert.False(await cluster.Puller.PullAsync());
        Assert.Equal(After, await cluster.PartsAsync());
    }

    [Fact]
    public async Task NewBundle_IsAppliedAsTheConsoleDatesItWhereTheClockIsBehind()
    {
        await using var cluster = await PulledCluster.StartAsync(await shared.GetAsync());
        cluster.Puller.Clock.Shift = TimeSpan.FromMinutes(-3);
        await PublishAsync(cluster, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddHours(1));

        Assert.True(await cluster.Puller.PullAsync(), cluster.Puller.Log);
        Assert.Equal(After, await cluster.PartsAsync());
    }

    [Fact]
    public async Task StateThatCannotBeApplied_IsTriedAgainAndKeepsNoBundleAway()
    {
        await using var cluster = await StartAsync(DateTimeOffset.UtcNow.AddSeconds(15), DateTimeOffset.UtcNow.AddHours(1));
        await using (cluster.Puller.Start())
        {
            await cluster.Puller.AwaitAsync(() => HasAsync(cluster, Before), "the bundle is not in force");
            cluster.Proxy.Fails = _ => true;
            await cluster.Puller.AwaitAsync(() => Task.FromResult(cluster.Puller.Log.Contains("kubernetes:", StringComparison.Ordinal)), "the failure is not told");
            await cluster.PublishAsync(6, cluster.Policy("default", "ALLOW", rules: null), cluster.Policy("grant.new", "ALLOW"));
            cluster.Proxy.Fails = _ => false;
            await cluster.Puller.AwaitAsync(() => HasAsync(cluster, ["default", "grant.new"]), "the next bundle is not in force");
        }
    }

    [Fact]
    public async Task LaterStateThatABundleMayNotHold_IsRefusedAtOnce()
    {
        await using var cluster = await InForceAsync();
        var evil = PulledCluster.Files("apiVersion: v1\nkind: Secret\nmetadata: {name: x, namespace: shop}\n");
        await cluster.Puller.Console.PublishAsync(6, StatesInTime.Of(Target.Istio, PulledCluster.Files(cluster.Policy("default", "ALLOW", rules: null)), (DateTimeOffset.UtcNow.AddHours(1), evil)));

        Assert.False(await cluster.Puller.PullAsync());
        Assert.Equal(("object", "5"), (cluster.Puller.LastCode, cluster.Puller.LastRevision));
        Assert.Equal(Before, await cluster.PartsAsync());
    }

    /// <summary>A grant that ends in an hour, and one that begins in two.</summary>
    private async Task<PulledCluster> InForceAsync()
    {
        var cluster = await StartAsync(DateTimeOffset.UtcNow.AddHours(1), DateTimeOffset.UtcNow.AddHours(2));
        Assert.True(await cluster.Puller.PullAsync(), cluster.Puller.Log);
        Assert.Equal(Before, await cluster.PartsAsync());
        return cluster;
    }

    private async Task<PulledCluster> StartAsync(DateTimeOffset end, DateTimeOffset beginning)
    {
        var cluster = await PulledCluster.StartAsync(await shared.GetAsync());
        await PublishAsync(cluster, end, beginning);
        return cluster;
    }

    private static Task PublishAsync(PulledCluster cluster, DateTimeOffset end, DateTimeOffset beginning)
    {
        var closed = cluster.Policy("default", "ALLOW", rules: null);
        return cluster.Puller.Console.PublishAsync(5, StatesInTime.Of(
            Target.Istio,
            PulledCluster.Files(closed, cluster.Policy("grant.ending", "ALLOW")),
            (end, PulledCluster.Files(closed)),
            (beginning, PulledCluster.Files(closed, cluster.Policy("grant.beginning", "ALLOW")))));
    }

    private static async Task<bool> HasAsync(PulledCluster cluster, string[] parts) => (await cluster.PartsAsync()).SequenceEqual(parts);
}
