using System.Net;
using System.Text.Json;
using AccessConsole.Core.Bundles;
using AccessConsole.Tests.Support;
using Microsoft.Extensions.Options;
using Xunit;

namespace AccessConsole.Tests.Distribution;

public sealed class PinnedAndKeysTests
{
    private const string Path = "/v1/bundles/production/opa";

    [Fact]
    public async Task Pinned_AnyRevisionSinceTheFirst_IsWhatWasCurrentThen()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        var first = await side.PublishAsync(2, content: """{"n":1}""");
        var second = await side.PublishAsync(5, content: """{"n":2}""");
        side.Catalog.Publish(6, []);

        foreach (var (revision, expected) in new[] { (2, first), (4, first), (5, second), (6, second) })
        {
            using var answer = await side.GetAsync($"/v1/revisions/{revision}/bundles/production/opa", token);
            Assert.Equal(expected.Archive.ToArray(), await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            Assert.Equal("private, no-cache", BundleEndpointTests.Header(answer, "Cache-Control"));
        }

        foreach (var revision in new[] { 1, 7 })
        {
            using var answer = await side.GetAsync($"/v1/revisions/{revision}/bundles/production/opa", token);
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Fact]
    public async Task Pinned_WithItsKey_IsImmutableAndRevalidates()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        await side.PublishAsync(1);
        var path = $"/v1/revisions/1/bundles/production/opa?keyid={side.Keys.Live[0].KeyId}";

        using var answer = await side.GetAsync(path, token);
        using var unchanged = await side.GetAsync(path, token, answer.Headers.ETag!.ToString());
        using var foreign = await side.GetAsync("/v1/revisions/1/bundles/production/opa?keyid=nobodys", token);

        Assert.Equal("private, max-age=31536000, immutable", BundleEndpointTests.Header(answer, "Cache-Control"));
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
    }

    [Fact]
    public async Task Pinned_WhileTheDatabaseIsAway_IsServedAsFarAsMemoryReaches()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        await side.PublishAsync(1);
        await side.PublishAsync(3);
        side.Bundles.IsAway = true;

        using var current = await side.GetAsync("/v1/revisions/3/bundles/production/opa", token);
        using var older = await side.GetAsync("/v1/revisions/1/bundles/production/opa", token);

        Assert.Equal(HttpStatusCode.OK, current.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, older.StatusCode);
    }

    [Fact]
    public async Task Freshness_UnderEitherAddress_SpeaksOfTheCurrentArchive()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        await side.PublishAsync(1);
        var current = await side.PublishAsync(2);
        side.Catalog.Publish(9, []);

        foreach (var path in new[] { Path, "/v1/revisions/1/bundles/production/opa" })
        {
            using var answer = await side.GetAsync(path + "/freshness", token);
            var jws = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            var verified = Freshness.Verify(jws, side.VerificationKeys, MachineSide.Opa, DateTimeOffset.UtcNow);
            Assert.True(verified.IsVerified);
            Assert.Equal(ContentDigest.Name(current.Sha256.Span), verified.Value.BundleDigest);
            Assert.Equal(9, verified.Value.Revision);
        }
    }

    [Fact]
    public async Task Freshness_UnderANumberOfWhichNothingWasPublished_IsNotFound()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        await side.PublishAsync(2);
        await side.PublishAsync(5);
        var finds = side.Bundles.Finds;

        foreach (var (revision, expected, asked) in new[]
        {
            (999, HttpStatusCode.NotFound, 0), (6, HttpStatusCode.NotFound, 0), (5, HttpStatusCode.OK, 0), (1, HttpStatusCode.NotFound, 1), (3, HttpStatusCode.OK, 1),
        })
        {
            using var answer = await side.GetAsync($"/v1/revisions/{revision}/bundles/production/opa/freshness", token);
            Assert.Equal((expected, finds += asked), (answer.StatusCode, side.Bundles.Finds));
        }

        side.Bundles.IsAway = true;
        using var unknowable = await side.GetAsync("/v1/revisions/1/bundles/production/opa/freshness", token);
        Assert.Equal(HttpStatusCode.OK, unknowable.StatusCode);
    }

    [Fact]
    public async Task Freshness_IsKeptUntilTheRevisionGrowsAndItsSequenceGrowsWithIt()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        await side.PublishAsync(1);

        var first = await FreshnessAsync(side, token);
        var same = await FreshnessAsync(side, token);
        side.Catalog.Publish(2, []);
        var next = await FreshnessAsync(side, token);

        Assert.Equal(first, same);
        Assert.Equal((1, 2), (first.Revision, next.Revision));
        Assert.True(next.Sequence > first.Sequence);
    }

    [Fact]
    public async Task Bundle_SignedByTwoKeys_IsSelectedByKeyAndElseTheOldest()
    {
        using var files = TemporaryDirectory.Create();
        var keys = KeyFiles.Write(files.Path, signingKeys: 2);
        await using var side = await MachineSide.StartAsync(settings: keys.Settings);
        var token = side.AddToken();
        var sealedBundles = new[]
        {
            await MachineSide.SealAsync(side.Keys.Live[1], 1, MachineSide.Opa),
            await MachineSide.SealAsync(side.Keys.Live[0], 1, MachineSide.Opa),
        };
        side.Catalog.Publish(1, sealedBundles);

        foreach (var (query, expected) in new[] { ("", sealedBundles[1]), ($"?keyid={side.Keys.Live[0].KeyId}", sealedBundles[1]), ($"?keyid={side.Keys.Live[1].KeyId}", sealedBundles[0]) })
        {
            using var answer = await side.GetAsync(Path + query, token);
            Assert.Equal(expected.Archive.ToArray(), await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        }

        using var foreign = await side.GetAsync(Path + "?keyid=nobodys", token);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
    }

    [Fact]
    public async Task Catalog_GivenAnOlderArchive_KeepsTheNewer()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        var newer = await side.PublishAsync(5);

        side.Catalog.Publish(3, [await MachineSide.SealAsync(side.Keys.Live[0], 3, MachineSide.Opa)]);

        using var answer = await side.GetAsync(Path, token);
        Assert.Equal(newer.Archive.ToArray(), await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(5, side.Catalog.CurrentRevision);
    }

    [Fact]
    public async Task Keys_AreAnonymousAndVerifyUnderTheRoot()
    {
        await using var side = await MachineSide.StartAsync();

        using var answer = await side.GetAsync("/v1/keys", token: null);

        var json = await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        var verified = KeyList.Verify(json, SigningKeys.ImportPublicPem(side.Keys.RootPublicKeyPem), DateTimeOffset.UtcNow, 0);
        Assert.True(verified.IsVerified);
        Assert.Equal(side.VerificationKeys, verified.Value.Keys);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(1, JsonDocument.Parse(json).RootElement.GetProperty("keys").GetArrayLength());
    }

    [Fact]
    public async Task Keys_OfDevelopment_OutliveARestartAndAreNobodyElsesToRead()
    {
        using var data = TemporaryDirectory.Create();
        string first;
        await using (var side = await MachineSide.StartAsync(directory: data.Path))
            first = side.Keys.Live[0].KeyId + side.Keys.RootPublicKeyPem;

        await using var again = await MachineSide.StartAsync(directory: data.Path);

        Assert.Equal(first, again.Keys.Live[0].KeyId + again.Keys.RootPublicKeyPem);
        foreach (var file in Directory.GetFiles(System.IO.Path.Combine(data.Path, "keys")))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task Configuration_WithAListOfOtherKeys_StopsStartUpAndNamesTheKey()
    {
        using var files = TemporaryDirectory.Create();
        var keys = KeyFiles.Write(files.Path, signingKeys: 1);
        using var others = TemporaryDirectory.Create();
        var foreign = KeyFiles.Write(others.Path, signingKeys: 1);

        var settings = keys.Settings.Select(s => s.Key == "Signing:KeyListFile" ? foreign.Settings.Single(f => f.Key == s.Key) : s).ToArray();
        var wrongRoot = await Assert.ThrowsAsync<OptionsValidationException>(() => MachineSide.StartAsync(settings: settings));
        settings = [.. keys.Settings.Where(s => s.Key != "Signing:KeyFile"), ("Signing:KeyFile", keys.RootPrivateFile)];
        var wrongKey = await Assert.ThrowsAsync<OptionsValidationException>(() => MachineSide.StartAsync(settings: settings));

        Assert.Contains("Signing__KeyListFile", wrongRoot.Message, StringComparison.Ordinal);
        Assert.Contains("Signing__KeyListFile", wrongKey.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Configuration_WithAFileThatIsNoKey_StopsStartUpAndNamesTheKey()
    {
        using var files = TemporaryDirectory.Create();
        var keys = KeyFiles.Write(files.Path, signingKeys: 1);
        await File.WriteAllTextAsync(keys.Settings.Single(s => s.Key == "Signing:KeyFile").Value, "no key", TestContext.Current.CancellationToken);

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => MachineSide.StartAsync(settings: keys.Settings));

        Assert.Contains("Signing__KeyFile", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<Freshness> FreshnessAsync(MachineSide side, string token)
    {
        using var answer = await side.GetAsync(Path, token);
        return Freshness.Verify(BundleEndpointTests.Header(answer, "Access-Freshness"), side.VerificationKeys, MachineSide.Opa, DateTimeOffset.UtcNow).Value!;
    }
}
