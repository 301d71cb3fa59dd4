using System.Diagnostics;
using System.Net;
using AccessConsole.Tests.Support;
using AccessConsole.Tokens;
using Xunit;

namespace AccessConsole.Tests.Distribution;

public sealed class LongPollTests
{
    private const string Path = "/v1/bundles/production/opa";
    private const string Pinned = "/v1/revisions/1/bundles/production/opa";
    private const string OpaType = "application/vnd.openpolicyagent.bundles";

    [Fact]
    public async Task Poll_Held_IsWokenByAPublishOfItsScopeAlone()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        var tag = await PublishAsync(side, 1, token);
        var poll = side.GetAsync(Path, token, tag, "wait=50");
        await side.WaitForHeldAsync(1);

        await side.PublishAsync(2, MachineSide.Opa with { Service = "another" });
        side.Catalog.Publish(3, []);
        Assert.Equal(1, side.Get<AccessConsole.Distribution.Endpoints.HeldPollLimit>().Held);
        await side.PublishAsync(4);

        using var answer = await poll;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("4", BundleEndpointTests.Header(answer, "Access-Revision"));
        Assert.Equal("application/gzip", answer.Content.Headers.ContentType!.ToString());
    }

    [Theory]
    [InlineData("modes=snapshot,delta;wait=1")]
    [InlineData("wait=1")]
    [InlineData("respond-async, wait=\"1\"")]
    public async Task Poll_WithoutAChange_IsNotModifiedWhenItsTimeIsOver(string prefer)
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        var tag = await PublishAsync(side, 1, token);
        var asked = Stopwatch.StartNew();

        using var answer = await side.GetAsync(Path, token, tag, prefer);

        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
        Assert.InRange(asked.Elapsed, TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(20));
        Assert.Equal(tag, answer.Headers.ETag!.ToString());
        Assert.NotEmpty(BundleEndpointTests.Header(answer, "Access-Freshness"));
    }

    [Theory]
    [InlineData("modes=snapshot,delta;wait=30", OpaType)]
    [InlineData("modes=snapshot,delta", "application/gzip")]
    [InlineData("wait=30", "application/gzip")]
    [InlineData("wait=-3", "application/gzip")]
    [InlineData("wait=", "application/gzip")]
    [InlineData("modes=snapshot;wait=0", "application/gzip")]
    public async Task Answer_ToAFirstPoll_HasTheContentTypeThatItsPreferenceAsksFor(string prefer, string type)
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        await side.PublishAsync(1);

        using var answer = await side.GetAsync(Path, token, ifNoneMatch: null, prefer);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.NonValidated["Content-Type"].ToString());
    }

    [Theory]
    [InlineData("modes=snapshot,delta;wait=10", 10, true)]
    [InlineData("modes=snapshot,delta; wait=10", 10, true)]
    [InlineData("wait=99999999999", 50, false)]
    [InlineData("wait=1e3", 0, false)]
    [InlineData("Wait=7, return=minimal", 7, false)]
    [InlineData("waiting=7", 0, false)]
    public void Prefer_OfEitherGrammar_IsRead(string header, int seconds, bool namesModes)
    {
        var prefer = AccessConsole.Distribution.Endpoints.PreferHeader.Read(header);

        Assert.Equal(TimeSpan.FromSeconds(seconds), prefer.Wait);
        Assert.Equal(namesModes, prefer.NamesModes);
    }

    [Theory]
    [InlineData(Path)]
    [InlineData(Pinned)]
    public async Task Poll_OfADisconnectedClient_GivesItsPlaceBack(string path)
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        var tag = await PublishAsync(side, 1, token);
        using var client = new HttpClient { BaseAddress = side.Address };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        client.DefaultRequestHeaders.TryAddWithoutValidation("If-None-Match", tag);
        client.DefaultRequestHeaders.TryAddWithoutValidation("Prefer", "wait=50");
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var poll = client.GetAsync(new Uri(path, UriKind.Relative), leaving.Token);
        await side.WaitForHeldAsync(1);

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        await side.WaitForHeldAsync(0);
    }

    [Theory]
    [InlineData(Path)]
    [InlineData(Pinned)]
    public async Task Poll_Held_EndsWhenTheConsoleStops(string path)
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        var tag = await PublishAsync(side, 1, token);
        var poll = side.GetAsync(path, token, tag, "wait=50");
        await side.WaitForHeldAsync(1);
        var stopping = Stopwatch.StartNew();

        await side.StopAsync();

        using var answer = await poll;
        Assert.Equal(HttpStatusCode.NotModified, answer.StatusCode);
        Assert.InRange(stopping.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Poll_OfATokenRevokedMeanwhile_DoesNotGetTheNewBundle()
    {
        await using var side = await MachineSide.StartAsync();
        var (token, text) = MachineSide.NewToken();
        side.Get<TokenCache>().Add(token);
        var tag = await PublishAsync(side, 1, text);
        var poll = side.GetAsync(Path, text, tag, "wait=50");
        await side.WaitForHeldAsync(1);

        side.Get<TokenCache>().Revoke(token.Id);
        await side.PublishAsync(2);

        using var answer = await poll;
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("modes=snapshot,delta;wait=50", 50)]
    [InlineData("modes=snapshot,delta;wait=600", 50)]
    [InlineData("wait=10", 10)]
    public async Task Poll_OfAPinnedAddress_IsHeldForAllOfItsTimeAndLookedUpOnce(string prefer, int seconds)
    {
        var clock = new TestClock(DateTimeOffset.UtcNow);
        await using var side = await MachineSide.StartAsync(clock: clock);
        var token = side.AddToken();
        var tag = await PublishAsync(side, 1, token);
        await side.PublishAsync(2);
        var finds = side.Bundles.Finds;
        var poll = side.GetAsync(Pinned, token, tag, prefer);
        await side.WaitForHeldAsync(1);

        await side.PublishAsync(3);
        clock.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.Equal((1, false), (side.Get<AccessConsole.Distribution.Endpoints.HeldPollLimit>().Held, poll.IsCompleted));
        clock.Advance(TimeSpan.FromSeconds(1));

        using var answer = await poll;
        Assert.Equal((HttpStatusCode.NotModified, tag), (answer.StatusCode, answer.Headers.ETag!.ToString()));
        Assert.NotEmpty(BundleEndpointTests.Header(answer, "Access-Freshness"));
        Assert.Equal(finds + 1, side.Bundles.Finds);
    }

    [Fact]
    public async Task Poll_OfAPinnedAddress_CountsAndEndsAsOthersDo()
    {
        var clock = new TestClock(DateTimeOffset.UtcNow);
        await using var side = await MachineSide.StartAsync(clock: clock, settings: ("Distribution:MaxHeldPollsPerToken", "1"));
        var (token, text) = MachineSide.NewToken();
        side.Get<TokenCache>().Add(token);
        var tag = await PublishAsync(side, 1, text);
        using var first = await side.GetAsync(Pinned, text, prefer: "modes=snapshot,delta;wait=50");
        var poll = side.GetAsync(Pinned, text, tag, "wait=50");
        await side.WaitForHeldAsync(1);

        using var refused = await side.GetAsync(Pinned, text, tag, "wait=50");
        using var atOnce = await side.GetAsync(Pinned, text, tag);
        side.Get<TokenCache>().Revoke(token.Id);
        clock.Advance(TimeSpan.FromSeconds(50));

        using var answer = await poll;
        Assert.Equal(OpaType, first.Content.Headers.ContentType!.ToString());
        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.NotModified, HttpStatusCode.Unauthorized), (refused.StatusCode, atOnce.StatusCode, answer.StatusCode));
        await side.WaitForHeldAsync(0);
    }

    [Fact]
    public async Task Poll_OfANewerRevisionThanOurs_IsHeldUntilThereIsANewerYet()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        await side.PublishAsync(1);
        var poll = side.GetAsync(Path, token, $"\"5-{new string('b', 64)}\"", "wait=50");
        await side.WaitForHeldAsync(1);

        await side.PublishAsync(3);
        await side.WaitForHeldAsync(1);
        Assert.False(poll.IsCompleted);
        await side.PublishAsync(6);

        using var answer = await poll;
        Assert.Equal("6", BundleEndpointTests.Header(answer, "Access-Revision"));
    }

    [Fact]
    public async Task Polls_TwoThousandHeld_AreAllWokenByOnePublish()
    {
        const int Polls = 2_000;
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        var tag = await PublishAsync(side, 1, token);
        var polls = Enumerable.Range(0, Polls).Select(_ => side.GetAsync(Path, token, tag, "modes=snapshot,delta;wait=50")).ToArray();
        await side.WaitForHeldAsync(Polls);

        await side.PublishAsync(2);

        foreach (var answer in await Task.WhenAll(polls))
        {
            using (answer)
                Assert.Equal("2", BundleEndpointTests.Header(answer, "Access-Revision"));
        }

        await side.WaitForHeldAsync(0);
    }

    [Fact]
    public async Task Polls_AboveTheLimit_AreToldToComeBack()
    {
        await using var side = await MachineSide.StartAsync(settings: ("Distribution:MaxHeldPollsPerToken", "1"));
        var token = side.AddToken();
        var tag = await PublishAsync(side, 1, token);
        var held = side.GetAsync(Path, token, tag, "wait=50");
        await side.WaitForHeldAsync(1);

        using var refused = await side.GetAsync(Path, token, tag, "wait=50");
        var others = side.GetAsync(Path, side.AddToken(), tag, "wait=50");
        await side.WaitForHeldAsync(2);
        await side.PublishAsync(2);

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(30), refused.Headers.RetryAfter!.Delta);
        Assert.Equal(HttpStatusCode.OK, (await held).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await others).StatusCode);
    }

    private static async Task<string> PublishAsync(MachineSide side, int revision, string token)
    {
        await side.PublishAsync(revision);
        using var answer = await side.GetAsync(Path, token);
        return answer.Headers.ETag!.ToString();
    }
}
