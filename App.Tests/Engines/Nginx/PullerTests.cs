using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using AccessConsole.Cli.Pull;
using AccessConsole.Cli.Pull.Nginx;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using Xunit;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>The puller beside a real nginx: bundles come into force, and faults of the machine leave the last good one there.</summary>
public sealed class PullerTests
{
    [Fact]
    public async Task FirstBundle_ReplacesTheBootstrapAndIsReported()
    {
        await using var host = await PulledNginx.StartAsync();
        await host.AwaitAsync("deny-all");
        await host.Console.PublishAsync(7);

        Assert.True(await host.PullAsync(s => s with { Labels = s.Labels.Add("site", "berlin") }), host.Log);
        await host.AwaitAsync("7");
        Assert.Equal("7", host.Console.LastReport["active_revision"]!.GetValue<string>());
        Assert.False(host.Console.LastReport.ContainsKey("code"));
        Assert.StartsWith("20", host.Console.LastReport["last_successful_activation"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(("gateway-1", "berlin"), (host.Console.LastLabels["name"]!.GetValue<string>(), host.Console.LastLabels["site"]!.GetValue<string>()));
    }

    [Fact]
    public async Task NextBundle_ReplacesTheFormerAndOlderOnesAreRemoved()
    {
        await using var host = await PulledNginx.StartAsync();
        foreach (var revision in Enumerable.Range(1, 4))
        {
            await host.Console.PublishAsync(revision);
            Assert.True(await host.PullAsync(), host.Log);
        }

        await host.AwaitAsync("4");
        Assert.Equal(["3", "4"], Bundles(host).Select(name => name.Split('-')[0]).Order());
    }

    [Fact]
    public async Task NothingNew_IsInForceStill()
    {
        await using var host = await PulledNginx.InForceAsync();
        Assert.True(await host.PullAsync(), host.Log);
        await host.AwaitAsync("5");
    }

    [Fact]
    public async Task FullDisk_LeavesNothingOfTheNewBundle()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "SKIPPED: a full disk needs a file system of its own, which only root can mount");
        await using var host = await PulledNginx.StartAsync(isServing: false);
        Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", host.Access);
        try
        {
            new BundleDirectory(host.Access).Prepare(DenyAllBootstrap.Files);
            await host.StartNginxAsync();
            await host.Console.PublishAsync(5);
            Assert.True(await host.PullAsync(), host.Log);
            var before = Bundles(host);
            File.WriteAllBytes(Path.Combine(host.Access, "ballast"), new byte[(int)new DriveInfo(host.Access).AvailableFreeSpace - 16384]);
            await host.Console.PublishAsync(6);

            Assert.False(await host.PullAsync());
            await host.AwaitAsync("5");
            Assert.Equal(before, Bundles(host));
            Assert.Equal("disk", host.Console.LastReport["code"]!.GetValue<string>());

            File.Delete(Path.Combine(host.Access, "ballast"));
            Assert.True(await host.PullAsync(), host.Log);
            await host.AwaitAsync("6");
        }
        finally
        {
            Run("umount", "-l", host.Access);
        }
    }

    [Fact]
    public async Task Restart_ServesFromTheCacheWhileTheConsoleIsAway()
    {
        await using var host = await PulledNginx.InForceAsync();
        new BundleDirectory(host.Access).PointTo(BundleDirectory.DenyAll);
        File.AppendAllText(Path.Combine(host.Access, "bundles", Bundles(host).Single(), "nginx/http.conf"), "\n# changed on disk\n");
        await host.Console.DisposeAsync();

        Assert.False(await host.PullAsync());
        await host.AwaitAsync("5");
        Assert.DoesNotContain("changed on disk", File.ReadAllText(Path.Combine(host.Access, "current/nginx/http.conf")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RestartWithADamagedMemory_RefusesToForget()
    {
        await using var host = await PulledNginx.InForceAsync();
        File.WriteAllText(Path.Combine(host.Access, "memory.json"), "");
        await host.Console.PublishAsync(4);

        Assert.False(await host.PullAsync());
        await host.AwaitAsync("5");
        Assert.Equal("directory", host.Console.LastReport["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task KilledWhileWriting_LeftoversAreRemoved()
    {
        await using var host = await PulledNginx.InForceAsync();
        Directory.CreateDirectory(Path.Combine(host.Access, "bundles", ".unfinished-6-000000000000", "nginx"));
        Directory.CreateDirectory(Path.Combine(host.Access, "bundles", "6-000000000000", "nginx"));

        Assert.True(await host.PullAsync(), host.Log);
        Assert.Equal(["5"], Bundles(host).Select(name => name.Split('-')[0]));
    }

    [Fact]
    public async Task KilledAfterTheSwap_GoesBackToTheLastGoodBundleAtTheNextStart()
    {
        await using var host = await PulledNginx.InForceAsync();
        await host.Console.PublishAsync(6);
        var killed = await AccessctlProcess.PullAsync(host, nginx: AccessctlProcess.NginxThatKillsItsParent(host));
        Assert.Equal(137, killed);
        Assert.StartsWith("bundles/6-", new BundleDirectory(host.Access).Current, StringComparison.Ordinal);
        host.Console.Failure = 500;

        Assert.False(await host.PullAsync());
        Assert.StartsWith("bundles/5-", new BundleDirectory(host.Access).Current, StringComparison.Ordinal);
        await host.AwaitAsync("5");

        host.Console.Failure = null;
        Assert.True(await host.PullAsync(), host.Log);
        await host.AwaitAsync("6");
    }

    [Fact]
    public async Task StaleBundle_IsDeniedWhereThePolicySaysSoAndComesBackWhenFresh()
    {
        await using var host = await PulledNginx.StartAsync();
        await host.Console.PublishAsync(5, DenyingWhenStale(), freshFor: TimeSpan.FromSeconds(4));
        using var stopping = new CancellationTokenSource();
        var pulling = host.RunAsync(host.Settings with { Once = false }, stopping.Token);
        await host.AwaitAsync("5");
        host.Console.Failure = 500;
        await host.AwaitAsync("deny-all");

        host.Console.Failure = null;
        await host.Console.FreshenAsync(5);
        await host.AwaitAsync("5");
        await stopping.CancelAsync();
        Assert.True(await pulling);
    }

    [Fact]
    public async Task StaleBundle_IsKeptWhereThePolicyDoesNotSayOtherwise()
    {
        await using var host = await PulledNginx.StartAsync();
        await host.Console.PublishAsync(5, freshFor: TimeSpan.FromSeconds(2));
        Assert.True(await host.PullAsync(), host.Log);
        await Task.Delay(2100, TestContext.Current.CancellationToken);

        Assert.False(await host.PullAsync());
        await host.AwaitAsync("5");
        Assert.Equal("expired", host.Console.LastReport["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task HeldPoll_BringsTheNextBundleWithoutAskingAgainAndAgain()
    {
        await using var host = await PulledNginx.InForceAsync();
        using var stopping = new CancellationTokenSource();
        var pulling = host.RunAsync(host.Settings with { Once = false }, stopping.Token);
        await Task.Delay(500, TestContext.Current.CancellationToken);
        await host.Console.PublishAsync(6);
        await host.AwaitAsync("6");
        await stopping.CancelAsync();

        Assert.True(await pulling);
        Assert.InRange(host.Console.Polls, 2, 5);
    }

    [Fact]
    public async Task NginxThatIsNotRunning_IsReportedAndPulledForOnceItRuns()
    {
        await using var host = await PulledNginx.StartAsync(isServing: false);
        await host.Console.PublishAsync(5);
        Assert.False(await host.PullAsync());
        Assert.Equal("nginx_reload", host.Console.LastReport["code"]!.GetValue<string>());

        await host.StartNginxAsync();
        Assert.True(await host.PullAsync(), host.Log);
        await host.AwaitAsync("5");
    }

    [Fact]
    public async Task Process_PullsOnceByItsCommandLine()
    {
        await using var host = await PulledNginx.StartAsync();
        await host.Console.PublishAsync(9);

        Assert.Equal(0, await AccessctlProcess.PullAsync(host));
        await host.AwaitAsync("9");
    }

    [Fact]
    public async Task Process_EndsCleanlyWhenTerminatedDuringAPoll()
    {
        await using var host = await PulledNginx.StartAsync();
        await host.Console.PublishAsync(9);
        using var process = await AccessctlProcess.StartAsync(host);
        await host.AwaitAsync("9");
        Run("kill", "-TERM", process.Id.ToString(CultureInfo.InvariantCulture));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal(0, process.ExitCode);
        await host.AwaitAsync("9");
    }

    [Fact]
    public async Task BundleBehindTls_IsProvedThroughIt()
    {
        await using var host = await PulledNginx.StartAsync(isTls: true);
        await host.Console.PublishAsync(5);

        Assert.True(await host.PullAsync(), host.Log);
        await host.AwaitAsync("5");
    }

    private static ImmutableArray<BundleFile> DenyingWhenStale() => FakeConsole.CompileWith(
        "nginx/policy.json", json => json.Replace("\"onStale\":\"keep\"", "\"onStale\":\"deny\"", StringComparison.Ordinal));

    private static IReadOnlyList<string> Bundles(PulledNginx host) =>
        [.. Directory.EnumerateDirectories(Path.Combine(host.Access, "bundles")).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private static void Run(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
