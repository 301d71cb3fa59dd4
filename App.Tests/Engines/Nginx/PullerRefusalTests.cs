using AccessConsole.Cli.Pull;
using AccessConsole.Cli.Pull.Nginx;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using Xunit;

namespace AccessConsole.Tests.Engines.Nginx;

/// <summary>What the puller beside a real nginx does not take: each leaves the last good bundle in force and is reported by its code.</summary>
public sealed class PullerRefusalTests
{
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
    public Task KeyOfAnotherEnvironment_IsRefused() => FaultAsync("unknown_key", async host =>
    {
        var own = FakeConsole.NewSigner();
        var keys = new KeyList([host.Console.Signer.VerificationKey, own.VerificationKey], 2, DateTimeOffset.UtcNow.AddDays(1))
        {
            Environments = KeyList.NoEnvironments.Add(own.KeyId, [host.Console.Scope.Environment]),
        };
        host.Console.Keys = await KeyList.SignAsync(keys, host.Console.Root, default);
        await host.Console.PublishAsync(2);
    });

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
        await using var host = await PulledNginx.InForceAsync();
        await host.Console.DisposeAsync();

        Assert.False(await host.PullAsync());
        await host.AwaitAsync("5");
        Assert.Contains("unreachable: the console cannot be reached", host.Log, StringComparison.Ordinal);
    }

    private static async Task FaultAsync(string code, Func<PulledNginx, Task> cause)
    {
        await using var host = await PulledNginx.InForceAsync();
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
}
