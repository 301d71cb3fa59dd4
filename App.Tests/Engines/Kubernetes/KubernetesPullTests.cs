using System.Collections.Immutable;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Istio;
using AccessConsole.Tests.Engines.Linkerd;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Kubernetes;

/// <summary>The puller before a real API server with Istio's own definitions: every fault leaves or restores the last good objects and is reported.</summary>
public sealed class KubernetesPullTests(SharedRig shared) : IClassFixture<SharedRig>
{
    [Fact]
    public async Task FirstBundle_IsAppliedDeniesBeforeAllows()
    {
        await using var cluster = await StartAsync();
        await cluster.PublishAsync(7, cluster.Policy("grant.a", "ALLOW"), cluster.Policy("default", "ALLOW", rules: null), cluster.Policy("callers", "DENY"));

        Assert.True(await cluster.Puller.PullAsync(), cluster.Puller.Log);
        Assert.Equal(["PATCH " + cluster.NameOf("default"), "PATCH " + cluster.NameOf("callers"), "PATCH " + cluster.NameOf("grant.a")], cluster.Proxy.Writes);
        Assert.Equal(("7", null), (cluster.Puller.LastRevision, cluster.Puller.LastCode));
        Assert.Equal("access-console", (await cluster.GetAsync("callers"))["metadata"]!["managedFields"]![0]!["manager"]!.GetValue<string>());
    }

    [Fact]
    public async Task NextBundle_WritesWhatDiffersAndRemovesAllowsBeforeDenies()
    {
        await using var cluster = await StartAsync();
        await cluster.InForceAsync(
            5, cluster.Policy("default", "ALLOW", rules: null), cluster.Policy("callers", "DENY"), cluster.Policy("grant.old", "DENY"), cluster.Policy("grant.a", "ALLOW"), cluster.Policy("grant.b", "ALLOW"));
        await cluster.PublishAsync(6, cluster.Policy("callers", "DENY"), cluster.Policy("grant.b", "ALLOW", """[{to: [{operation: {paths: ["/b"]}}]}]"""));

        Assert.True(await cluster.Puller.PullAsync(), cluster.Puller.Log);
        Assert.Equal(["PATCH " + cluster.NameOf("grant.b"), "DELETE " + cluster.NameOf("grant.a"), "DELETE " + cluster.NameOf("grant.old")], cluster.Proxy.Writes);
        Assert.Equal(["callers", "default", "grant.b"], await cluster.PartsAsync());
    }

    [Fact]
    public async Task NothingNew_WritesNothing()
    {
        await using var cluster = await InForceAsync();
        Assert.True(await cluster.Puller.PullAsync(), cluster.Puller.Log);
        Assert.Empty(cluster.Proxy.Writes);
    }

    [Fact]
    public async Task OtherEnvironmentsAndServices_AreLeftAlone()
    {
        await using var other = await InForceAsync();
        await using var cluster = await StartAsync();
        await cluster.InForceAsync(5, cluster.Policy("callers", "DENY"));
        Assert.Equal(["callers", "default", "grant.a"], await other.PartsAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task ServerThatFailsAtAnyWrite_HasTheLastGoodObjectsAgain(int write)
    {
        await using var cluster = await InForceAsync();
        cluster.Proxy.Fails = number => number == write;
        await cluster.PublishNextAsync();

        Assert.False(await cluster.Puller.PullAsync());
        await cluster.AssertLastGoodAsync("kubernetes");

        cluster.Proxy.Fails = _ => false;
        Assert.True(await cluster.Puller.PullAsync(), cluster.Puller.Log);
        Assert.Equal(["callers", "default", "grant.b", "grant.c"], await cluster.PartsAsync());
    }

    [Fact]
    public async Task ObjectThatTheServerRefuses_IsFoundBeforeAnythingIsWritten()
    {
        await using var cluster = await InForceAsync();
        await cluster.PublishAsync(6, cluster.Policy("callers", "DENY", """[{to: [{operation: {paths: "/b"}}]}]"""), cluster.Policy("grant.b", "ALLOW"));

        Assert.False(await cluster.Puller.PullAsync());
        Assert.Empty(cluster.Proxy.Writes);
        await cluster.AssertLastGoodAsync("kubernetes");
        Assert.Contains("paths", cluster.Puller.Console.LastReport["message"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FieldThatTheDefinitionsDoNotKnow_IsRefused()
    {
        await using var cluster = await InForceAsync();
        await cluster.PublishAsync(6, cluster.Policy("grant.b", "ALLOW", "[{whence: []}]"));

        Assert.False(await cluster.Puller.PullAsync());
        await cluster.AssertLastGoodAsync("kubernetes");
    }

    [Fact]
    public async Task ObjectOfSomebodyElseUnderTheName_IsNotTaken()
    {
        await using var cluster = await InForceAsync();
        var theirs = cluster.Policy("grant.b", "DENY").Replace("app.kubernetes.io/managed-by: access-console", "owner: somebody", StringComparison.Ordinal);
        await cluster.ApplyAsOtherAsync("grant.b", theirs);
        await cluster.PublishAsync(6, cluster.Policy("grant.b", "ALLOW"));

        Assert.False(await cluster.Puller.PullAsync());
        await cluster.AssertLastGoodAsync("foreign", "grant.b");
        Assert.Equal("DENY", (await cluster.GetAsync("grant.b"))["spec"]!["action"]!.GetValue<string>());
    }

    [Fact]
    public async Task FieldsThatSomebodyElseAddedOrChanged_AreTakenBack()
    {
        await using var cluster = await InForceAsync();
        await using (cluster.Puller.Start())
        {
            await cluster.Puller.AwaitAsync(() => Task.FromResult(cluster.Puller.Console.Polls > 2), "the puller does not ask");
            await cluster.ApplyAsOtherAsync("default", cluster.Policy("default", "ALLOW"));
            await cluster.ApplyAsOtherAsync("callers", cluster.Policy("callers", "DENY", """[{to: [{operation: {paths: ["/nowhere"]}}]}]""", digestOf: "[{}]")
                .Replace("annotations:", "annotations:\n    istio.io/dry-run: \"true\"", StringComparison.Ordinal));
            await cluster.Puller.AwaitAsync(async () => (await cluster.GetAsync("default"))["spec"]!["rules"] is null, "the rules that open everything are not removed");
            await cluster.Puller.AwaitAsync(async () => (await cluster.GetAsync("callers"))["spec"]!["rules"]!.ToJsonString() == "[{}]", "the rules that deny are not back");
        }

        Assert.Null((await cluster.GetAsync("callers"))["metadata"]!["annotations"]!["istio.io/dry-run"]);
        Assert.Contains("the engine ran something else", cluster.Puller.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ObjectThatSomebodyElseRemoved_IsThereAgainAtTheNextStart()
    {
        await using var cluster = await InForceAsync();
        await cluster.PublishAsync(6, cluster.Policy("callers", "DENY"));
        Assert.True(await cluster.Puller.PullAsync(), cluster.Puller.Log);
        await cluster.PublishAsync(7, cluster.Policy("callers", "DENY"), cluster.Policy("grant.a", "ALLOW"));
        cluster.Proxy.Fails = _ => true;
        Assert.False(await cluster.Puller.PullAsync());
        cluster.Proxy.Fails = _ => false;

        Assert.True(await cluster.Puller.PullAsync(), cluster.Puller.Log);
        Assert.Equal(["callers", "default", "grant.a"], await cluster.PartsAsync());
    }

    [Fact]
    public async Task ServerThatIsAway_IsReportedAndAskedAgain()
    {
        await using var cluster = await InForceAsync();
        await cluster.PublishNextAsync();
        cluster.Proxy.IsAway = true;
        Assert.False(await cluster.Puller.PullAsync());
        Assert.Equal("kubernetes", cluster.Puller.LastCode);

        cluster.Proxy.IsAway = false;
        Assert.True(await cluster.Puller.PullAsync(), cluster.Puller.Log);
        Assert.Equal(["callers", "default", "grant.b", "grant.c"], await cluster.PartsAsync());
    }

    [Fact]
    public Task TruncatedBundle_IsRefused() => RefusedAsync("malformed", cluster => cluster.Puller.Console.ServeAsync(cluster.Puller.Console.Archive![..200], 6));

    [Fact]
    public Task OlderBundle_IsRefused() => RefusedAsync("older", cluster => cluster.PublishAsync(4, cluster.Policy("grant.b", "ALLOW")));

    [Fact]
    public Task OtherEnvironmentsBundle_IsRefused() => RefusedAsync("scope", cluster =>
        cluster.Puller.Console.PublishAsync(6, PulledCluster.Files(cluster.Policy("grant.b", "ALLOW")), scope: cluster.Puller.Console.Scope with { Environment = "staging" }));

    [Fact]
    public Task ObjectOfAnotherKind_IsRefused() => RefusedAsync("object", cluster => cluster.PublishAsync(
        6, "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata:\n  name: all\nrules: []\n"));

    [Fact]
    public async Task KilledAfterSomeWrites_GoesBackAtTheNextStartAndOnWithTheConsole()
    {
        await using var cluster = await InForceAsync();
        await cluster.PublishNextAsync();
        await AccessctlCalls.KillAtWriteAsync(cluster, write: 2);
        Assert.Equal(["callers", "default", "grant.a", "grant.b"], await cluster.PartsAsync());
        cluster.Puller.Console.Failure = 500;

        Assert.False(await cluster.Puller.PullAsync());
        Assert.Equal(["callers", "default", "grant.a"], await cluster.PartsAsync());

        cluster.Puller.Console.Failure = null;
        Assert.True(await cluster.Puller.PullAsync(), cluster.Puller.Log);
        Assert.Equal(["callers", "default", "grant.b", "grant.c"], await cluster.PartsAsync());
    }

    [Fact]
    public async Task StaleBundle_AllowsNothingWhereThePolicySaysSoAndComesBackWhenFresh()
    {
        await using var cluster = await StartAsync();
        BundleFile[] files = [.. PulledCluster.Files(cluster.Objects()), new BundleFile("istio/puller.json", """{"onStale":"deny"}"""u8.ToArray())];
        await cluster.Puller.Console.PublishAsync(5, files, freshFor: TimeSpan.FromSeconds(4));
        await using (cluster.Puller.Start())
        {
            await cluster.Puller.AwaitAsync(async () => await cluster.PartsAsync() is ["callers", "default", "grant.a"], "the bundle is not in force");
            cluster.Puller.Console.Failure = 500;
            await cluster.Puller.AwaitAsync(async () => await cluster.PartsAsync() is ["callers", "default"], "a stale bundle goes on allowing");

            cluster.Puller.Console.Failure = null;
            await cluster.Puller.Console.FreshenAsync(5);
            await cluster.Puller.AwaitAsync(async () => await cluster.PartsAsync() is ["callers", "default", "grant.a"], "a fresh bundle is not in force again");
        }
    }

    [Theory]
    [InlineData(Target.Istio)]
    [InlineData(Target.Linkerd)]
    public async Task Objects_OfRandomPolicies_AreAppliedAndReadBack(Target target)
    {
        await using var cluster = await PulledCluster.StartAsync(await shared.GetAsync(), target);
        for (var seed = 0; seed < 8; seed++)
        {
            await cluster.Puller.Console.PublishAsync(seed + 1, [.. Compile(target, seed).Select(file => file with { Content = cluster.InOwnEnvironment(file) })]);
            Assert.True(await cluster.Puller.PullAsync(), $"seed {seed}: {cluster.Puller.Log}");
        }

        Assert.NotEmpty(cluster.Proxy.Writes);
    }

    private static ImmutableArray<BundleFile> Compile(Target target, int seed)
    {
        var now = DateTimeOffset.UtcNow;
        return target == Target.Istio
            ? IstioPolicies.Compile(PolicySet.Of(IstioPolicies.Document(new Dice(seed), now)), "production", service: null, now)
            : LinkerdPolicies.Compile(PolicySet.Of(LinkerdPolicies.Document(new Dice(seed), now)), "production", service: null, now);
    }

    private async Task<PulledCluster> StartAsync() => await PulledCluster.StartAsync(await shared.GetAsync());

    private async Task<PulledCluster> InForceAsync()
    {
        var cluster = await StartAsync();
        await cluster.InForceAsync(5, cluster.Objects());
        return cluster;
    }

    private async Task RefusedAsync(string code, Func<PulledCluster, Task> publish)
    {
        await using var cluster = await InForceAsync();
        await publish(cluster);

        Assert.False(await cluster.Puller.PullAsync());
        Assert.Empty(cluster.Proxy.Writes);
        await cluster.AssertLastGoodAsync(code);
    }
}
