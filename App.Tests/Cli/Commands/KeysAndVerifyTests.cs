using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Cli.Commands;

/// <summary>The offline commands, from new keys to a verified bundle.</summary>
public sealed class KeysAndVerifyTests : IDisposable
{
    private readonly TemporaryDirectory directory = TemporaryDirectory.Create();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task NewKey_IsReadableByItsOwnerOnlyAndNeverOverwritten()
    {
        var first = await Accessctl.RunAsync("keys", "new-root", At("root.pem"), "-o", "json");
        var made = await File.ReadAllTextAsync(At("root.pem"), TestContext.Current.CancellationToken);
        var second = await Accessctl.RunAsync("keys", "new", At("root.pem"));

        Assert.Equal((0, 1), (first.ExitCode, second.ExitCode));
        Assert.Equal(SigningKeys.ImportPublicPem(await File.ReadAllTextAsync(At("root.pem.pub"), TestContext.Current.CancellationToken)).KeyId, first.Json["keyId"]!.GetValue<string>());
        Assert.Equal(made, await File.ReadAllTextAsync(At("root.pem"), TestContext.Current.CancellationToken));
        Assert.Contains("root.pem", second.Error, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(At("root.pem")));
    }

    [Fact]
    public async Task Bundle_VerifiesByTheRootAndItsList()
    {
        await PrepareAsync();
        var run = await VerifyAsync("--trust", At("root.pem.pub"), "--keys", At("keys.json"), "--scope", "production/nginx/*", "-o", "json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal((true, 42), (run.Json["verified"]!.GetValue<bool>(), run.Json["revision"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Bundle_VerifiesByTheSigningKeyItself()
    {
        await PrepareAsync();
        var run = await VerifyAsync("--trust", At("key.pem.pub"), "--scope", "production/nginx/*");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("revision 42", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApprovalChain_IsToldByTheArchiveAlone()
    {
        await PrepareAsync(Core.Bundles.Sample.Approval, new ManifestApproval("Bob of an earlier console"));
        var text = await VerifyAsync("--trust", At("key.pem.pub"), "--scope", "production/nginx/*");
        var json = await VerifyAsync("--trust", At("key.pem.pub"), "--scope", "production/nginx/*", "-o", "json");

        Assert.EndsWith(
            $"approved by {Core.Bundles.Sample.Approval.Name} (00u1zoe at https://idp.example) on 2026-11-01T11:00:00Z, change {Core.Bundles.Sample.Approval.Change}\napproved by Bob of an earlier console\n",
            text.Output, StringComparison.Ordinal);
        Assert.Equal("00u1zoe", json.Json["approvals"]![0]!["subject"]!.GetValue<string>());
        Assert.Equal(Core.Bundles.Sample.Approval.Change, json.Json["approvals"]![0]!["change"]!.GetValue<string>());
    }

    [Fact]
    public async Task RevisionThatNeededNoApprovals_SaysSo()
    {
        await PrepareAsync();
        var run = await VerifyAsync("--trust", At("key.pem.pub"), "--scope", "production/nginx/*");

        Assert.EndsWith("approved by nobody: revision 42 needed no approvals\n", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scope", "--trust", "key.pem.pub", "--scope", "staging/nginx/*")]
    [InlineData("unknown_key", "--trust", "root.pem.pub", "--scope", "production/nginx/*")]
    [InlineData("unknown_key", "--trust", "key.pem.pub", "--keys", "keys.json", "--scope", "production/nginx/*")]
    [InlineData("invalid", "--trust", "key.pem", "--scope", "production/nginx/*")]
    [InlineData("invalid", "--trust", "key.pem.pub", "--scope", "production")]
    [InlineData("file", "--trust", "missing.pem", "--scope", "production/nginx/*")]
    public async Task AnythingElse_IsRefusedWithItsCode(string code, params string[] arguments)
    {
        await PrepareAsync();
        var run = await VerifyAsync([.. arguments.Select(a => a.Contains(".pem", StringComparison.Ordinal) || a == "keys.json" ? At(a) : a), "-o", "json"]);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal(code, run.Json["error"]!["code"]!.GetValue<string>());
    }

    [Fact]
    public async Task KeyListWithTheRootAmongTheKeys_IsNotSigned()
    {
        await PrepareAsync();
        var run = await Accessctl.RunAsync(
            "keys", "list", "--root", At("root.pem"), "--key", At("root.pem.pub"), "--version", "2", "--expires", "2999-01-01T00:00:00Z", "--list", At("second.json"));

        Assert.Equal(1, run.ExitCode);
        Assert.False(File.Exists(At("second.json")));
    }

    [Fact]
    public async Task KeyOfAnEnvironment_VerifiesThatEnvironmentsBundlesAlone()
    {
        await PrepareAsync();
        await Accessctl.RunAsync("keys", "new", At("own.pem"));
        Assert.Equal(0, (await ListAsync("staging-own.json", "--key", At("key.pem.pub"), "--environment-key", $"staging={At("own.pem.pub")}")).ExitCode);
        Assert.Equal(0, (await ListAsync("production-own.json", "--key", At("own.pem.pub"), "--environment-key", $"production={At("key.pem.pub")}")).ExitCode);
        Assert.Equal(0, (await ListAsync("production-other.json", "--key", At("key.pem.pub"), "--environment-key", $"production={At("own.pem.pub")}")).ExitCode);

        foreach (var (list, exitCode) in new[] { ("staging-own.json", 0), ("production-own.json", 0), ("production-other.json", 1) })
            Assert.Equal(exitCode, (await VerifyAsync("--trust", At("root.pem.pub"), "--keys", At(list), "--scope", "production/nginx/*")).ExitCode);
    }

    [Theory]
    [InlineData("production", "write it as production=FILE")]
    [InlineData("production=key.pem.pub", "give it once")]
    [InlineData("production=missing.pub", "missing.pub")]
    public async Task EnvironmentsKey_GivenWrongly_SaysTheRemedy(string own, string message)
    {
        await PrepareAsync();
        var run = await ListAsync("wrong.json", "--key", At("key.pem.pub"), "--environment-key", own.Replace("=", "=" + directory.Path + "/", StringComparison.Ordinal));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("wrong.json")));
    }

    [Theory]
    [InlineData("--environment", "production")]
    [InlineData()]
    public async Task PullWithoutWhatItNeeds_ExplainsItself(params string[] arguments)
    {
        var run = await Accessctl.RunAsync(["pull", "nginx", .. arguments]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("--trust", run.Error, StringComparison.Ordinal);
    }

    private Task<AccessctlRun> VerifyAsync(params string[] arguments) => Accessctl.RunAsync(["verify", At("bundle.tar.gz"), .. arguments]);

    private Task<AccessctlRun> ListAsync(string list, params string[] keys) => Accessctl.RunAsync(
        ["keys", "list", "--root", At("root.pem"), .. keys, "--version", "2", "--expires", "2999-01-01T00:00:00Z", "--list", At(list)]);

    private async Task PrepareAsync(params ManifestApproval[] approvals)
    {
        await Accessctl.RunAsync("keys", "new-root", At("root.pem"));
        await Accessctl.RunAsync("keys", "new", At("key.pem"));
        var list = await Accessctl.RunAsync(
            "keys", "list", "--root", At("root.pem"), "--key", At("key.pem.pub"), "--version", "1", "--expires", "2999-01-01T00:00:00Z", "--list", At("keys.json"));
        Assert.Equal((0, ""), (list.ExitCode, list.Error));
        using var key = SigningKeys.ImportPrivatePem(await File.ReadAllTextAsync(At("key.pem")));
        var manifest = new BundleManifest
        {
            Revision = 42,
            Roots = ["nginx"],
            Scope = new BundleScope("production", Target.Nginx),
            EffectiveAt = DateTimeOffset.UnixEpoch,
            Approvals = [.. approvals],
            Coverage = new CoverageCounts(0, 0, 0, 0),
        };
        var bundle = await BundleSigner.SealAsync(manifest, [new BundleFile("nginx/http.conf", "x"u8.ToArray())], new EcdsaSigner(key), default);
        await File.WriteAllBytesAsync(At("bundle.tar.gz"), bundle.Archive);
    }

    private string At(string name) => Path.Combine(directory.Path, name);
}
