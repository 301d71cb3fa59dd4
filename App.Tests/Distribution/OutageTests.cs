using System.Net;
using System.Text.Json;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using AccessConsole.Tokens;
using Xunit;

namespace AccessConsole.Tests.Distribution;

public sealed class OutageTests
{
    private const string Path = "/v1/bundles/production/opa";

    [Fact]
    public async Task Replica_RestartedWithoutTheDatabase_ServesTheLastBundlesToTheSameTokens()
    {
        using var data = TemporaryDirectory.Create();
        var (good, goodText) = MachineSide.NewToken();
        var (revoked, revokedText) = MachineSide.NewToken();
        var slice = MachineSide.Opa with { Service = "payments-api" };
        byte[] served;
        await using (var side = await MachineSide.StartAsync(s => s.Tokens.Add(good), data.Path))
        {
            side.Get<TokenCache>().Add(revoked);
            await side.PublishAsync(1);
            served = (await side.PublishAsync(2, content: """{"n":2}""")).Archive.ToArray();
            await side.PublishAsync(3, slice);
            side.Get<TokenCache>().Revoke(revoked.Id);
            await WaitForCacheAsync(data.Path, files: 2);
        }

        await using var again = await MachineSide.StartAsync(Away, data.Path);

        using var answer = await again.GetAsync(Path, goodText);
        Assert.Equal(served, await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(3, again.Catalog.CurrentRevision);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(again, Path + "/payments-api", goodText));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(again, Path, revokedText));
        await AssertUnknowableAsync(again, MachineSide.NewToken().Text);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(again, "/readyz", null));
        Assert.Equal(["database"], await DegradedAsync(again));
    }

    [Fact]
    public async Task Cache_HoldsHashesAloneAndIsNobodyElsesToRead()
    {
        using var data = TemporaryDirectory.Create();
        await using var side = await MachineSide.StartAsync(directory: data.Path);
        var (token, text) = MachineSide.NewToken();
        side.Get<TokenCache>().Add(token);
        await side.PublishAsync(1);
        await WaitForCacheAsync(data.Path, files: 1);
        var tokens = System.IO.Path.Combine(data.Path, "distribution", "tokens.json");
        await MachineSide.WaitUntilAsync(
            () => File.Exists(tokens) && File.ReadAllText(tokens).Contains(token.Id.ToString(), StringComparison.Ordinal), "the tokens to be cached");

        Assert.DoesNotContain(text[10..], await File.ReadAllTextAsync(tokens, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        // What is being written right now is renamed under the test's hands.
        var written = Directory.GetFiles(System.IO.Path.Combine(data.Path, "distribution"), "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".unfinished", StringComparison.Ordinal));
        foreach (var file in written)
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Cache_Damaged_IsLeftOutLoudlyAndTheRestIsServed()
    {
        using var data = TemporaryDirectory.Create();
        var (token, text) = MachineSide.NewToken();
        await using (var side = await MachineSide.StartAsync(s => s.Tokens.Add(token), data.Path))
        {
            await side.PublishAsync(1);
            await WaitForCacheAsync(data.Path, files: 1);
            var first = Directory.GetFiles(BundleDirectory(data.Path), "*.bundle").Single();
            await side.PublishAsync(2, MachineSide.Opa with { Service = "kept" });
            await WaitForCacheAsync(data.Path, files: 2);
            var bytes = await File.ReadAllBytesAsync(first, TestContext.Current.CancellationToken);
            bytes[^1] ^= 1;
            await File.WriteAllBytesAsync(first, bytes, TestContext.Current.CancellationToken);
        }

        await using var again = await MachineSide.StartAsync(Away, data.Path);

        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(again, Path, text));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(again, Path + "/kept", text));
        Assert.Equal(["bundle cache", "database"], await DegradedAsync(again));
    }

    [Fact]
    public async Task Cache_Damaged_IsWrittenAnewOnceTheDatabaseAnswers()
    {
        using var data = TemporaryDirectory.Create();
        StoredBundle bundle;
        await using (var side = await MachineSide.StartAsync(directory: data.Path))
        {
            bundle = await side.PublishAsync(1);
            await WaitForCacheAsync(data.Path, files: 1);
        }

        var file = Directory.GetFiles(BundleDirectory(data.Path), "*.bundle").Single();
        var whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(file, [.. whole[..^1], (byte)(whole[^1] ^ 1)], TestContext.Current.CancellationToken);
        await using var again = await MachineSide.StartAsync(s => s.Bundles.Add(bundle), data.Path);

        await MachineSide.WaitUntilAsync(() => File.ReadAllBytes(file).SequenceEqual(whole), "the bundle to be whole again");
    }

    [Fact]
    public async Task Cache_CutOffAmidARevision_CallsNoOtherArchiveFreshAsOfIt()
    {
        using var data = TemporaryDirectory.Create();
        var (token, text) = MachineSide.NewToken();
        var slice = MachineSide.Opa with { Service = "payments-api" };
        await using (var side = await MachineSide.StartAsync(s => s.Tokens.Add(token), data.Path))
        {
            await side.PublishAsync(1);
            await side.PublishAsync(2, slice);
            await WaitForCacheAsync(data.Path, files: 2);
        }

        // The revision is written last: what 2 replaced elsewhere had not come to the disk.
        await File.WriteAllTextAsync(System.IO.Path.Combine(BundleDirectory(data.Path), "revision"), "1", TestContext.Current.CancellationToken);
        await using var again = await MachineSide.StartAsync(Away, data.Path);

        var (whole, ofSlice) = (await FreshnessAsync(again, MachineSide.Opa, text), await FreshnessAsync(again, slice, text));
        Assert.Equal((1, 2), (whole.Revision, ofSlice.Revision));
        Assert.Equal(whole.Sequence, (await FreshnessAsync(again, MachineSide.Opa, text)).Sequence);
    }

    [Fact]
    public async Task Cache_ThatCannotBeWritten_DegradesAndFailsNoPublish()
    {
        using var data = TemporaryDirectory.Create();
        await using var side = await MachineSide.StartAsync(directory: data.Path);
        var token = side.AddToken();
        await WaitForCacheAsync(data.Path, files: 0);
        // A directory in the file's place: works as root too, whom permissions do not stop.
        Directory.Delete(BundleDirectory(data.Path), recursive: true);
        await File.WriteAllTextAsync(BundleDirectory(data.Path), "", TestContext.Current.CancellationToken);

        await side.PublishAsync(1);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(side, Path, token));
        await MachineSide.WaitUntilAsync(() => side.Get<AccessConsole.Distribution.Health.DegradedParts>().List().Count > 0, "the cache to be degraded");
        Assert.Equal(["bundle cache"], await DegradedAsync(side));
        File.Delete(BundleDirectory(data.Path));
    }

    [Fact]
    public async Task Replica_WithNothingToServe_IsNotReadyUntilTheDatabaseAnswers()
    {
        await using var side = await MachineSide.StartAsync(Away);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(side, "/readyz", null));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(side, "/healthz", null));

        side.Bundles.IsAway = false;

        await MachineSide.WaitUntilAsync(() => side.Catalog.IsLoaded, "the bundles to be loaded");
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(side, "/readyz", null));
    }

    [Fact]
    public async Task Replica_OfAnEmptyStore_IsReadyAtRevisionZero()
    {
        await using var side = await MachineSide.StartAsync();

        using var answer = await side.GetAsync("/readyz", token: null);

        Assert.Equal("""{"status":"ready","revision":0,"degraded":[]}""", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Replica_Running_GoesOnWhileTheDatabaseIsAway()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        await side.PublishAsync(1);
        Away(side);

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(side, Path, token));
        using var report = await side.ReportAsync(token, """{"labels":{"id":"a"}}""");
        Assert.Equal(HttpStatusCode.NoContent, report.StatusCode);
    }

    [Fact]
    public async Task Token_ThatNoMemoryHas_IsUnknowableWhileTheDatabaseIsAwayAndMalformedOnesAreRefused()
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(1);
        var (unseen, text) = MachineSide.NewToken();
        side.Tokens.Add(unseen);
        var (gone, goneText) = MachineSide.NewToken();
        side.Get<TokenCache>().Add(gone);
        side.Get<TokenCache>().Revoke(gone.Id);
        var madeUp = MachineSide.NewToken().Text;
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(side, Path, madeUp));
        Away(side);

        await AssertUnknowableAsync(side, text);
        // What was answered before it went away is still known: made up, mistyped, revoked.
        foreach (var refused in new[] { madeUp, text[..^1], text[..^1] + (text[^1] == '0' ? '1' : '0'), goneText })
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(side, Path, refused));

        side.Tokens.IsAway = false;
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(side, Path, text));
    }

    private static async Task AssertUnknowableAsync(MachineSide side, string token)
    {
        foreach (var path in new[] { Path, Path + "/freshness", "/v1/revisions/1/bundles/production/opa" })
        {
            using var answer = await side.GetAsync(path, token);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter?.Delta);
            Assert.Empty(answer.Headers.WwwAuthenticate);
        }

        using var report = await side.ReportAsync(token, """{"labels":{"id":"a"}}""");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, report.StatusCode);
    }

    private static string BundleDirectory(string data) => System.IO.Path.Combine(data, "distribution", "bundles");

    private static Task WaitForCacheAsync(string data, int files) => MachineSide.WaitUntilAsync(
        () => File.Exists(System.IO.Path.Combine(BundleDirectory(data), "revision")) && Directory.GetFiles(BundleDirectory(data), "*.bundle").Length == files,
        $"{files} bundles to be cached");

    private static void Away(MachineSide side) => side.Bundles.IsAway = side.Tokens.IsAway = side.Points.IsAway = true;

    private static async Task<Freshness> FreshnessAsync(MachineSide side, BundleScope scope, string token)
    {
        using var answer = await side.GetAsync($"{Path}{(scope.Service is null ? "" : $"/{scope.Service}")}/freshness", token);
        var jws = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return Freshness.Verify(jws, side.VerificationKeys, scope, DateTimeOffset.UtcNow).Value!;
    }

    private static async Task<IEnumerable<string?>> DegradedAsync(MachineSide side)
    {
        using var answer = await side.GetAsync("/readyz", token: null);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return [.. json.RootElement.GetProperty("degraded").EnumerateArray().Select(part => part.GetProperty("part").GetString())];
    }

    private static async Task<HttpStatusCode> StatusAsync(MachineSide side, string path, string? token)
    {
        using var answer = await side.GetAsync(path, token);
        return answer.StatusCode;
    }
}
