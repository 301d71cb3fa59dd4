using System.Net;
using AccessConsole.Core.Bundles;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using Xunit;

namespace AccessConsole.Tests.Distribution;

public sealed class BundleEndpointTests
{
    private const string Path = "/v1/bundles/production/opa";

    [Fact]
    public async Task Bundle_Published_IsServedWithItsHeaders()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        var bundle = await side.PublishAsync(7);

        using var answer = await side.GetAsync(Path, token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(bundle.Archive.ToArray(), await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal($"\"7-{Convert.ToHexStringLower(bundle.Sha256.Span)}\"", answer.Headers.ETag!.ToString());
        Assert.Equal("7", Header(answer, "Access-Revision"));
        Assert.Equal($"sha-256=:{Convert.ToBase64String(bundle.Sha256.Span)}:", Header(answer, "Repr-Digest"));
        Assert.Equal("private, no-cache", Header(answer, "Cache-Control"));
        Assert.Equal("Prefer", Header(answer, "Vary"));
        Assert.Equal("application/gzip", answer.Content.Headers.ContentType!.ToString());
        Assert.True(Freshness.Verify(Header(answer, "Access-Freshness"), side.VerificationKeys, MachineSide.Opa, DateTimeOffset.UtcNow).IsVerified);
    }

    [Fact]
    public async Task Bundle_OfTheTagThatTheClientHolds_IsNotModifiedWithTheSameHeaders()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        await side.PublishAsync(7);
        using var first = await side.GetAsync(Path, token);
        var tag = first.Headers.ETag!.ToString();

        foreach (var held in new[] { tag, $"W/{tag}", $"\"x\", {tag}", "*" })
        {
            using var answer = await side.GetAsync(Path, token, held);
            Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
            foreach (var name in new[] { "ETag", "Access-Revision", "Repr-Digest", "Access-Freshness", "Cache-Control", "Vary" })
                Assert.Equal(Header(first, name), Header(answer, name));
        }
    }

    [Fact]
    public async Task Bundle_OlderThanTheClientsFromAnotherReplica_IsNeverHandedOut()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        await side.PublishAsync(7);
        var newer = $"\"8-{new string('a', 64)}\"";

        using var answer = await side.GetAsync(Path, token, newer);
        using var older = await side.GetAsync(Path, token, $"\"6-{new string('a', 64)}\"");
        using var foreign = await side.GetAsync(Path, token, "\"99999-of-something-else\"");

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
        Assert.Equal(newer, answer.Headers.ETag!.ToString());
        Assert.Equal("8", Header(answer, "Access-Revision"));
        Assert.Equal(HttpStatusCode.OK, older.StatusCode);
        Assert.Equal(HttpStatusCode.OK, foreign.StatusCode);
    }

    [Fact]
    public async Task Bundle_AskedByHead_HasHeadersAndNoBody()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        var bundle = await side.PublishAsync(1);

        using var answer = await side.GetAsync(Path, token, method: HttpMethod.Head);
        using var unchanged = await side.GetAsync(Path, token, answer.Headers.ETag!.ToString(), method: HttpMethod.Head);
        using var posted = await side.GetAsync(Path, token, method: HttpMethod.Post);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(bundle.Archive.Length, answer.Content.Headers.ContentLength);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
    }

    [Fact]
    public async Task Token_OfAService_ReadsItsSliceAlone()
    {
        await using var side = await MachineSide.StartAsync();
        var slice = MachineSide.Opa with { Service = "payments-api" };
        await side.PublishAsync(1);
        await side.PublishAsync(2, slice);
        await side.PublishAsync(3, slice with { Service = "other" });
        var ofService = side.AddToken(service: "payments-api");
        var ofEnvironment = side.AddToken();

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(side, Path + "/payments-api", ofService));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(side, Path + "/payments-api/freshness", ofService));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(side, Path + "/other", ofService));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(side, Path + "/other/freshness", ofService));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(side, Path, ofService));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(side, "/v1/revisions/2/bundles/production/opa/payments-api", ofService));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(side, Path + "/other", ofEnvironment));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(side, Path, ofEnvironment));
    }

    [Theory]
    [InlineData("/v1/bundles/staging/opa", HttpStatusCode.Forbidden)]
    [InlineData("/v1/bundles/production/nginx", HttpStatusCode.Forbidden)]
    [InlineData("/v1/bundles/production/opa/never-deployed", HttpStatusCode.NotFound)]
    [InlineData("/v1/bundles/production/opa/a/b", HttpStatusCode.NotFound)]
    [InlineData("/v1/bundles/production/opa/", HttpStatusCode.NotFound)]
    [InlineData("/v1/bundles/production/no-target", HttpStatusCode.NotFound)]
    [InlineData("/v1/bundles/production", HttpStatusCode.NotFound)]
    [InlineData("/v1/bundles/", HttpStatusCode.NotFound)]
    [InlineData("/v1/bundles/production/opa/never-deployed/freshness", HttpStatusCode.NotFound)]
    [InlineData("/v1/revisions/0/bundles/production/opa", HttpStatusCode.NotFound)]
    [InlineData("/v1/revisions/99/bundles/production/opa", HttpStatusCode.NotFound)]
    [InlineData("/v1/revisions/x/bundles/production/opa", HttpStatusCode.NotFound)]
    [InlineData("/v1/revisions/-1/bundles/production/opa", HttpStatusCode.NotFound)]
    [InlineData("/v1/revisions/1/bundles/staging/opa", HttpStatusCode.Forbidden)]
    [InlineData("/v1/unheard-of", HttpStatusCode.NotFound)]
    public async Task Address_WithoutABundleForTheToken_IsAProblem(string path, HttpStatusCode expected)
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(1);
        await side.PublishAsync(1, new BundleScope("staging", Target.Opa));

        using var answer = await side.GetAsync(path, side.AddToken());

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Tombstone_IsServedLikeAnyBundle()
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(1);
        await side.PublishAsync(2, isTombstone: true);

        using var answer = await side.GetAsync(Path, side.AddToken());

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("2", Header(answer, "Access-Revision"));
    }

    [Fact]
    public async Task Address_OfTheConsole_IsLeftToIt()
    {
        await using var side = await MachineSide.StartAsync();

        Assert.Equal("the console", await side.Client.GetStringAsync("/api/v1/policy", TestContext.Current.CancellationToken));
    }

    internal static string Header(HttpResponseMessage answer, string name) =>
        string.Join(", ", answer.Headers.NonValidated[name].Select(value => value));

    private static async Task<HttpStatusCode> StatusAsync(MachineSide side, string path, string token)
    {
        using var answer = await side.GetAsync(path, token);
        return answer.StatusCode;
    }
}
