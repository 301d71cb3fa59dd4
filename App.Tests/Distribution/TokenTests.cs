using System.Net;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tokens;
using Xunit;

namespace AccessConsole.Tests.Distribution;

public sealed class TokenTests
{
    private const string Path = "/v1/bundles/production/opa";

    [Fact]
    public async Task Request_WithoutALiveToken_IsUnauthorized()
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(1);
        var good = side.AddToken();
        var unknown = TokenText.Create(TokenKind.Puller);

        foreach (var bad in new[] { null, "", "x", good[..^1], good + "0", good[..^1] + (good[^1] == '0' ? '1' : '0'), unknown, $"{good} {good}", side.AddToken(lifetime: -TimeSpan.FromSeconds(1)) })
        {
            foreach (var path in new[] { Path, Path + "/freshness", "/v1/revisions/1/bundles/production/opa" })
                AssertUnauthorized(await side.GetAsync(path, bad));
            AssertUnauthorized(await side.ReportAsync(bad, "{}"));
        }

        using var answer = await side.GetAsync(Path, good);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Token_RevokedWhileAConnectionRemembersIt_IsRefusedAtOnce()
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(1);
        var (token, text) = MachineSide.NewToken();
        side.Get<TokenCache>().Add(token);
        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(side, text));

        side.Get<TokenCache>().Revoke(token.Id);

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(side, text));
    }

    [Fact]
    public async Task Token_Revoked_StaysSoWhateverAnOlderListSays()
    {
        await using var side = await MachineSide.StartAsync();
        var cache = side.Get<TokenCache>();
        var (token, text) = MachineSide.NewToken();
        cache.Add(token);
        var known = cache.Known();
        cache.Revoke(token.Id);

        cache.Replace([token], known);

        Assert.Null((await cache.FindAsync(text, DateTimeOffset.UtcNow, TestContext.Current.CancellationToken)).Token);
    }

    [Fact]
    public async Task Token_AddedWhileTheListIsRead_IsNotTakenForRevoked()
    {
        await using var side = await MachineSide.StartAsync();
        var cache = side.Get<TokenCache>();
        var (old, oldText) = MachineSide.NewToken();
        cache.Add(old);
        var known = cache.Known();
        var (added, text) = MachineSide.NewToken();
        cache.Add(added);

        cache.Replace([], known);

        Assert.NotNull((await cache.FindAsync(text, DateTimeOffset.UtcNow, TestContext.Current.CancellationToken)).Token);
        Assert.Null((await cache.FindAsync(oldText, DateTimeOffset.UtcNow, TestContext.Current.CancellationToken)).Token);
    }

    [Fact]
    public async Task Token_OfAnotherReplica_IsFoundInTheStoreOnce()
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(1);
        var (token, text) = MachineSide.NewToken();
        side.Tokens.Add(token);

        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(side, text));

        Assert.Equal(1, side.Tokens.Asked);
    }

    [Fact]
    public async Task Token_Unknown_IsLookedUpOnceAndThenRemembered()
    {
        await using var side = await MachineSide.StartAsync();
        var unknown = TokenText.Create(TokenKind.Puller);

        for (var i = 0; i < 3; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(side, unknown));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(side, "accp_nonsense"));

        Assert.Equal(1, side.Tokens.Asked);
    }

    [Fact]
    public async Task Tokens_MadeUpInMasses_AreThrottledBeforeTheStoreSuffers()
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(1);
        var good = side.AddToken();

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => StatusAsync(side, TokenText.Create(TokenKind.Puller))));

        Assert.Contains(HttpStatusCode.TooManyRequests, answers);
        Assert.InRange(side.Tokens.Asked, 1, 299);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(side, good));
    }

    [Fact]
    public async Task Token_OfTheManagementApi_ReadsNoBundlesAndReportsNothing()
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(1);
        var (token, text) = MachineSide.NewToken(kind: TokenKind.Api);
        side.Get<TokenCache>().Add(token);

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(side, text));
        using var report = await side.ReportAsync(text, """{"labels":{"id":"a"}}""");
        Assert.Equal(HttpStatusCode.Forbidden, report.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Token_Used_IsNotedWhenTheConsoleStops_RevokedOrNot(bool isRevoked)
    {
        var side = await MachineSide.StartAsync();
        await side.PublishAsync(1);
        var (token, text) = MachineSide.NewToken();
        side.Get<TokenCache>().Add(token);
        await StatusAsync(side, text);
        if (isRevoked)
            side.Get<TokenCache>().Revoke(token.Id);

        await side.DisposeAsync();

        Assert.InRange(side.Tokens.Uses[token.Id], DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
    }

    [Theory]
    [InlineData("production", Target.Opa, null, true)]
    [InlineData("production", Target.Opa, "payments-api", true)]
    [InlineData("staging", Target.Opa, null, false)]
    [InlineData("production", Target.Nginx, null, false)]
    public void Token_OfAnEnvironment_CoversItAndItsSlices(string environment, Target target, string? service, bool expected)
    {
        var token = new LiveToken(MachineSide.NewToken().Token);

        Assert.Equal(expected, token.Covers(new(environment, target, service)));
    }

    private static void AssertUnauthorized(HttpResponseMessage answer)
    {
        using (answer)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(MachineSide side, string token)
    {
        using var answer = await side.GetAsync(Path, token);
        return answer.StatusCode;
    }
}
