using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using AccessConsole.Cli.Pull;
using AccessConsole.Cli.Pull.Nginx;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using Xunit;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>The puller beside a real nginx: every fault leaves the last good bundle in force and is reported.</summary>
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
        await using var host = await InForceAsync();
        Assert.True(await host.PullAsync(), host.Log);
        await host.AwaitAsync("5");
    }

    [Fact]
    public Task TruncatedBundle_IsRefused() => FaultAsync("malformed", host => host.Console.ServeAsync(host.Console.Archive![..400], 6));

    [Fact]
    public Task TamperedBundle_IsRefused() => FaultAsync("file_hash", host => RepackAsync(host, files =>
        files.Select(file => file.Path == "nginx/http.conf" ? new BundleFile(file.Path, "server { }"u8.ToArray()) : file)));

    [Fact]
    public Task UnsignedBundle_IsRefused() => FaultAsync("unsigned", host => RepackAsync(host, files => files.Where(file => file.Path != BundlePaths.Signatures)));

    [Fact]
    public Task BundleSignedByAnUnknownKey_IsRefused() => FaultAsync("unknown_key", host => host.Console.PublishAsync(6, signer: FakeConsole.NewSigner()));

    [Fact]
    public Task OtherEnvironmentsBundle_IsRefused() => FaultAsync("scope", host => host.Console.PublishAsync(6, scope: PulledNginx.Scope with { Environment = "staging" }));

    [Fact]
    public Task OlderBundle_IsRefusedThoughGenuineAndFresh() => FaultAsync("older", host => host.Console.PublishAsync(4));

    [Fact]
    public Task StaleBundle_IsRefused() => FaultAsync("expired", host => host.Console.PublishAsync(6, freshFor: TimeSpan.FromSeconds(-2)));

    [Fact]
    public Task BundleWithoutFreshness_IsRefused() => FaultAsync("stale", async host =>
    {
        await host.Console.PublishAsync(6);
        host.Console.FreshnessHeader = null;
    });

    [Fact]
    public Task FreshnessOfAnotherBundle_IsRefused() => FaultAsync("stale", async host =>
    {
        var former = host.Console.FreshnessHeader;
        await host.Console.PublishAsync(6);
        host.Console.FreshnessHeader = former;
    });

    [Fact]
    public Task KeyListOfAnotherRoot_IsRefused() => FaultAsync("keys_unknown_key", host => WithKeysAsync(host, FakeConsole.NewSigner(), version: 2));

    [Fact]
    public Task ExpiredKeyList_IsRefused() => FaultAsync("keys_expired", host => WithKeysAsync(host, host.Console.Root, version: 2, TimeSpan.FromSeconds(-2)));

    [Fact]
    public Task OlderKeyList_IsRefused() => FaultAsync("keys_older", host => WithKeysAsync(host, host.Console.Root, version: 0));

    [Theory]
    [InlineData("load_module /tmp/evil.so;")]
    [InlineData("server { include access-host.conf; location / { root /etc; } }")]
    [InlineData("server { include access-host.conf; location / { proxy_pass http://unix:/run/docker.sock; } }")]
    [InlineData("include /etc/passwd;")]
    [InlineData("access_log /etc/cron.d/evil;")]
    [InlineData("}")]
    public Task DirectiveOutsideTheList_IsRefused(string text) => FaultAsync("directive", host =>
        host.Console.PublishAsync(6, FakeConsole.CompileWith("nginx/http.conf", conf => $"{conf}\n{text}\n")));

    [Fact]
    public Task FileOutsideTheList_IsRefused() => FaultAsync("unexpected_file", host =>
        host.Console.PublishAsync(6, [.. FakeConsole.Compile(), new BundleFile("nginx/extra.conf", "x"u8.ToArray())]));

    [Fact]
    public Task ConfigurationThatNginxRefuses_IsTakenBack() => FaultAsync("nginx_check", host =>
        host.Console.PublishAsync(6, FakeConsole.CompileWith("nginx/http.conf", conf => $"{conf}\nkeepalive nonsense;\n")));

    [Fact]
    public Task ScriptThatDoesNotParse_IsTakenBack() => FaultAsync("nginx_check", host =>
        host.Console.PublishAsync(6, FakeConsole.CompileWith("nginx/access.js", _ => "this is no script")));

    [Fact]
    public Task BundleThatShowsAnotherRevision_IsTakenBack() => FaultAsync("not_proved", host => host.Console.PublishAsync(6, FakeConsole.CompileWith(
        "nginx/access.js", script => script.Replace("access_manifest.revision", "'66'", StringComparison.Ordinal))));

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(500)]
    public Task ConsoleThatRefuses_ChangesNothing(int status) => FaultAsync("http", host =>
    {
        host.Console.Failure = status;
        return Task.CompletedTask;
    });

    [Fact]
    public Task ConsoleThatHangs_ChangesNothing() => FaultAsync("unreachable", host =>
    {
        host.Console.Hangs = true;
        return Task.CompletedTask;
    });

    [Fact]
    public async Task ConsoleThatIsAway_ChangesNothing()
    {
        await using var host = await InForceAsync();
        await host.Console.DisposeAsync();

        Assert.False(await host.PullAsync());
        await host.AwaitAsync("5");
        Assert.Contains("unreachable: the console cannot be reached", host.Log, StringComparison.Ordinal);
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
        await using var host = await InForceAsync();
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
        await using var host = await InForceAsync();
        File.WriteAllText(Path.Combine(host.Access, "memory.json"), "");
        await host.Console.PublishAsync(4);

        Assert.False(await host.PullAsync());
        await host.AwaitAsync("5");
        Assert.Equal("directory", host.Console.LastReport["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task KilledWhileWriting_LeftoversAreRemoved()
    {
        await using var host = await InForceAsync();
        Directory.CreateDirectory(Path.Combine(host.Access, "bundles", ".unfinished-6-000000000000", "nginx"));
        Directory.CreateDirectory(Path.Combine(host.Access, "bundles", "6-000000000000", "nginx"));

        Assert.True(await host.PullAsync(), host.Log);
        Assert.Equal(["5"], Bundles(host).Select(name => name.Split('-')[0]));
    }

    [Fact]
    public async Task KilledAfterTheSwap_GoesBackToTheLastGoodBundleAtTheNextStart()
    {
        await using var host = await InForceAsync();
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
        await using var host = await InForceAsync();
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

    private static async Task<PulledNginx> InForceAsync()
    {
        var host = await PulledNginx.StartAsync();
        await host.Console.PublishAsync(5);
        Assert.True(await host.PullAsync(), host.Log);
        await host.AwaitAsync("5");
        return host;
    }

    private static async Task FaultAsync(string code, Func<PulledNginx, Task> cause)
    {
        await using var host = await InForceAsync();
        await cause(host);

        Assert.False(await host.PullAsync(), host.Log);
        await host.AwaitAsync("5");
        Assert.Equal(code, host.Console.LastReport["code"]!.GetValue<string>());
        Assert.Equal("5", host.Console.LastReport["active_revision"]!.GetValue<string>());
        Assert.StartsWith("bundles/5-", new BundleDirectory(host.Access).Current, StringComparison.Ordinal);
    }

    private static Task RepackAsync(PulledNginx host, Func<IEnumerable<BundleFile>, IEnumerable<BundleFile>> change) =>
        host.Console.ServeAsync(BundleArchive.Write(change(BundleArchive.Read(host.Console.Archive))), 6);

    private static async Task WithKeysAsync(PulledNginx host, EcdsaSigner root, long version, TimeSpan? validity = null)
    {
        host.Console.Keys = await FakeConsole.KeysAsync(root, version, host.Console.Signer, validity);
        await host.Console.PublishAsync(6);
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
