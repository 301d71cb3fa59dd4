using System.Collections.Immutable;
using System.Text;
using AccessConsole.Cli.Pull;
using AccessConsole.Cli.Pull.Envoy;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Tests.Engines.Pull;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Engines.Envoy;

/// <summary>The puller beside an Envoy of which only the admin interface is there: what the link leads to, and what Envoy says that it runs.</summary>
public sealed class EnvoyPullTests : IAsyncLifetime
{
    private static readonly BundleScope Scope = new("production", Target.Envoy);
    private static readonly string Denying = FileVersions.Of(DenyAllBootstrap.Files).ByPath["envoy/routes.json"];
    private PulledEngine puller = null!;
    private FakeEnvoy envoy = null!;

    public async ValueTask InitializeAsync()
    {
        puller = await PulledEngine.StartAsync(Scope, settings => EnvoyEngine.Create(new EnvoySettings { Admin = envoy.Address }, settings.Directory, settings.Times.Proof));
        envoy = await FakeEnvoy.StartAsync(puller.Access);
        new BundleDirectory(puller.Access).Prepare(DenyAllBootstrap.Files);
    }

    public async ValueTask DisposeAsync()
    {
        await puller.DisposeAsync();
        await envoy.DisposeAsync();
    }

    [Fact]
    public async Task FirstBundle_ReplacesTheBootstrap()
    {
        Assert.Equal(Denying, envoy.VersionOf("routes"));
        await puller.Console.PublishAsync(7, [.. Files(seed: 3)]);

        Assert.True(await puller.PullAsync(), puller.Log);
        Assert.Equal(("7", null), (puller.LastRevision, puller.LastCode));
        Assert.Contains(envoy.VersionOf("routes")!, Text(Files(seed: 3), "envoy/routes.json"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("clusters")]
    [InlineData("identity")]
    [InlineData("routes")]
    [InlineData("token")]
    public async Task BundleThatEnvoyDoesNotTakeUp_IsTakenBack(string file)
    {
        await InForceAsync();
        var before = envoy.VersionOf(file);
        var next = Files(seed: 4);
        Assert.NotEqual(Text(Files(seed: 3), $"envoy/{file}.json"), Text(next, $"envoy/{file}.json"));
        envoy.Refuses = (name, text) => name == file && text == Text(next, $"envoy/{file}.json");
        await puller.Console.PublishAsync(6, [.. next]);

        Assert.False(await puller.PullAsync());
        Assert.Equal(("not_proved", "5"), (puller.LastCode, puller.LastRevision));
        Assert.Contains($"envoy/{file}.json", puller.Console.LastReport["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.StartsWith("bundles/5-", new BundleDirectory(puller.Access).Current, StringComparison.Ordinal);
        Assert.Equal(before, envoy.VersionOf(file));
    }

    [Fact]
    public async Task BundleThatTheBinaryRefuses_NeverReachesTheLink()
    {
        var seen = Path.Combine(puller.Root, "seen");
        await using var other = await WithBinaryAsync($"#!/bin/sh\ncat \"$4\" > {seen}\necho no such field >&2\nexit 1\n");

        Assert.False(await other.PullAsync());
        Assert.Contains("envoy --mode validate failed: no such field", other.Log, StringComparison.Ordinal);
        Assert.Contains($"{other.Access}/bundles/6-", await File.ReadAllTextAsync(seen, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(BundleDirectory.DenyAll, new BundleDirectory(other.Access).Current);
    }

    [Fact]
    public async Task BundleThatTheBinaryTakes_IsInForce()
    {
        await using var other = await WithBinaryAsync("#!/bin/sh\ntest \"$1 $2 $3\" = \"--mode validate --config-path\"\n");
        Assert.True(await other.PullAsync(), other.Log);
        Assert.StartsWith("bundles/6-", new BundleDirectory(other.Access).Current, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFiles(other.Access), path => Path.GetFileName(path).StartsWith("candidate", StringComparison.Ordinal));
    }

    [Fact]
    public async Task StaleBundle_IsDeniedWhereThePolicySaysSoAndComesBackWhenFresh()
    {
        await puller.Console.PublishAsync(5, [.. Files(seed: 3), new BundleFile("envoy/puller.json", """{"onStale":"deny"}"""u8.ToArray())], freshFor: TimeSpan.FromSeconds(3));
        await using (puller.Start())
        {
            await puller.AwaitAsync(() => Task.FromResult(envoy.VersionOf("routes") != Denying), "the bundle is not in force");
            puller.Console.Failure = 500;
            await puller.AwaitAsync(() => Task.FromResult(envoy.VersionOf("routes") == Denying), "a stale bundle goes on");

            puller.Console.Failure = null;
            await puller.Console.FreshenAsync(5);
            await puller.AwaitAsync(() => Task.FromResult(envoy.VersionOf("routes") != Denying), "a fresh bundle is not in force again");
        }
    }

    [Fact]
    public async Task LinkThatWasLeftElsewhere_GoesBackAtTheNextStart()
    {
        await InForceAsync();
        new BundleDirectory(puller.Access).PointTo(BundleDirectory.DenyAll);
        await puller.Console.DisposeAsync();

        Assert.False(await puller.PullAsync());
        Assert.StartsWith("bundles/5-", new BundleDirectory(puller.Access).Current, StringComparison.Ordinal);
    }

    private async Task InForceAsync()
    {
        await puller.Console.PublishAsync(5, [.. Files(seed: 3)]);
        Assert.True(await puller.PullAsync(), puller.Log);
    }

    /// <summary>A puller that asks a program of the test's, with a bundle to pull.</summary>
    private static async Task<PulledEngine> WithBinaryAsync(string script)
    {
        PulledEngine? other = null;
        other = await PulledEngine.StartAsync(Scope, settings => EnvoyEngine.Create(
            new EnvoySettings { Binary = Path.Combine(other!.Root, "envoy"), Config = Path.Combine(other.Root, "envoy.json") }, settings.Directory, settings.Times.Proof));
        await File.WriteAllTextAsync(Path.Combine(other.Root, "envoy"), script);
        await File.WriteAllTextAsync(Path.Combine(other.Root, "envoy.json"), $$$"""{"path":"{{{other.Access}}}/current/envoy/clusters.json","watched_directory":{"path":"{{{other.Access}}}"}}""");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(other.Root, "envoy"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await other.Console.PublishAsync(6, [.. Files(seed: 4)]);
        return other;
    }

    /// <summary>What the compiler makes of a random policy with every deployment at Envoy.</summary>
    private static ImmutableArray<BundleFile> Files(int seed) =>
        EnvoyBundles.Of(PolicySet.Of(EnvoyBundles.Before(PolicyGen.Document(new Dice(seed), DateTimeOffset.UnixEpoch, "http://127.0.0.1:8080"), gateway: null)), "production");

    private static string Text(ImmutableArray<BundleFile> files, string path) => Encoding.UTF8.GetString(files.Single(file => file.Path == path).Content.Span);
}
