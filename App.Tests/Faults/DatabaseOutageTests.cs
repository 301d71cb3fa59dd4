using System.Net;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Distribution;
using AccessConsole.Tests.Support;
using AccessConsole.Tokens;
using Xunit;

namespace AccessConsole.Tests.Faults;

/// <summary>PostgreSQL goes away and comes back: engines notice nothing, people are told, and everything goes on by itself.</summary>
public sealed class DatabaseOutageTests
{
    private static readonly DateTimeOffset At = DateTimeOffset.UtcNow;

    [Fact]
    public async Task Database_StoppedMidPoll_BundlesGoOnAndPublishingRecovers()
    {
        await using var database = await OwnDatabase.StartAsync();
        await using var host = await ConsoleHost.StartAsync(database.ConnectionString);
        await host.SeedAsync(SmallPolicy.Yaml);
        var puller = host.WithToken((await host.Bootstrap.MakePullerTokenAsync()).Text);
        var viewer = await host.WithApiTokenAsync(host.Bootstrap, ConsoleRole.Viewer);
        using var first = await puller.PullAsync();
        var tag = first.Headers.ETag!.Tag;
        var held = puller.PullAsync(tag, wait: 50);

        await database.StopAsync();

        using var conditional = await puller.PullAsync(tag);
        Assert.Equal(HttpStatusCode.NotModified, conditional.StatusCode);
        using var download = await puller.PullAsync();
        Assert.Equal(await BytesAsync(first), await BytesAsync(download));
        await host.Bootstrap.CallAsync("GET", "/api/v1/revisions").ProblemAsync(HttpStatusCode.ServiceUnavailable, "database_unavailable");
        await viewer.CallAsync("GET", "/api/v1/policy").ProblemAsync(HttpStatusCode.ServiceUnavailable, "database_unavailable");
        await host.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging")).ProblemAsync(HttpStatusCode.ServiceUnavailable, "database_unavailable");
        Assert.False(held.IsCompleted);
        await AssertTokensAreUnknowableAsync(host);

        await database.StartAgainAsync();

        await PublishWhenPossibleAsync(host, "staging");
        using var woken = await held;
        Assert.Equal((HttpStatusCode.OK, 2), (woken.StatusCode, woken.Revision()));
        using var read = await viewer.CallAsync("GET", "/api/v1/policy");
        Assert.Equal("\"2\"", read.Headers.ETag!.Tag);
    }

    [Fact]
    public async Task Database_StoppedWhileEnginesReportDecisions_AllAreKeptOnceItIsBack()
    {
        await using var database = await OwnDatabase.StartAsync();
        await using var host = await ConsoleHost.StartAsync(database.ConnectionString);
        await host.SeedAsync(SmallPolicy.Yaml);
        var puller = host.WithToken((await host.Bootstrap.MakePullerTokenAsync()).Text);
        await ReportAsync(puller, 0);
        Assert.Equal(100, await database.CountAsync("decisions"));

        await database.StopAsync();
        for (var batch = 1; batch < 4; batch++)
            await ReportAsync(puller, batch);
        // A sender that did not hear the answer sends again.
        await ReportAsync(puller, 0);
        var ready = await host.Anonymous.CallAsync("GET", "/readyz").JsonAsync();
        Assert.Contains(ready["degraded"]!.AsArray(), part => part!.Text("part") == "decision log");
        await database.StartAgainAsync();

        await Eventually.HoldsAsync(async () => await database.CountAsync("decisions") == 400, "all decisions to be kept");
        Assert.Equal(400, await database.CountAsync("decision_hours, generate_series(1, decision_hours.count)"));
    }

    private static async Task ReportAsync(HttpClient puller, int batch)
    {
        var events = Enumerable.Range(0, 100).Select(i => DecisionEvents.Of($"{batch}-{i}", At, ("input.environment", "\"staging\"")));
        using var content = new ByteArrayContent(DecisionEvents.Pack(System.Text.Encoding.UTF8.GetBytes(new System.Text.Json.Nodes.JsonArray([.. events]).ToJsonString())));
        content.Headers.ContentEncoding.Add("gzip");
        using var answer = await puller.PostAsync("/v1/logs", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Database_StoppedMidPublish_NothingIsPublishedAndItCanBeAgain()
    {
        await using var database = await OwnDatabase.StartAsync();
        await using var host = await ConsoleHost.StartAsync(database.ConnectionString);
        await host.SeedAsync(SmallPolicy.Yaml);
        var puller = host.WithToken((await host.Bootstrap.MakePullerTokenAsync()).Text);
        await using var neighbour = await database.HoldAsync("LOCK TABLE bundles IN SHARE MODE");
        var publish = host.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch("staging", "interrupted"));
        await database.WaitForAWaiterAsync();

        await database.StopAsync();
        await publish.ProblemAsync(HttpStatusCode.ServiceUnavailable, "database_unavailable");
        await database.StartAgainAsync();

        await PublishWhenPossibleAsync(host, "staging");
        var policy = await host.Bootstrap.CallAsync("GET", "/api/v1/policy").JsonAsync();
        Assert.DoesNotContain(policy["grants"]!.AsArray(), g => g!.Text("name") == "interrupted");
        using var bundle = await puller.PullAsync();
        Assert.Equal(2, bundle.Revision());
    }

    [Fact]
    public async Task Host_RestartedWithoutDatabase_ServesTheLastBundlesToLiveTokens()
    {
        await using var database = await OwnDatabase.StartAsync();
        using var directory = TemporaryDirectory.Create();
        string live, revoked;
        byte[] before;
        await using (var host = await ConsoleHost.StartAsync(database.ConnectionString, directory.Path))
        {
            await host.SeedAsync(SmallPolicy.Yaml);
            live = (await host.Bootstrap.MakePullerTokenAsync()).Text;
            (var id, revoked) = await host.Bootstrap.MakePullerTokenAsync();
            using var ended = await host.Bootstrap.CallAsync("DELETE", $"/api/v1/tokens/{id}");
            Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
            using var bundle = await host.WithToken(live).PullAsync();
            before = await BytesAsync(bundle);
            await Eventually.HoldsAsync(() => Task.FromResult(IsCached(directory)), "the caches on disk");
        }

        await database.StopAsync();
        await using var restarted = await ConsoleHost.StartAsync(database.ConnectionString, directory.Path);

        using var served = await restarted.WithToken(live).PullAsync();
        Assert.Equal(before, await BytesAsync(served));
        foreach (var token in new[] { revoked, live[..^1] })
        {
            using var refused = await restarted.WithToken(token).PullAsync();
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using var unknowable = await restarted.WithToken(TokenText.Create(TokenKind.Puller)).PullAsync();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unknowable.StatusCode);
        Assert.NotNull(unknowable.Headers.RetryAfter);

        using var elsewhere = await restarted.WithToken(live).PullAsync(path: "/v1/bundles/production/opa");
        Assert.Equal(HttpStatusCode.Forbidden, elsewhere.StatusCode);
        await restarted.Bootstrap.CallAsync("GET", "/api/v1/policy").ProblemAsync(HttpStatusCode.ServiceUnavailable, "database_unavailable");
        using var ready = await restarted.Anonymous.CallAsync("GET", "/readyz");
        Assert.Equal("degraded", (await ready.JsonAsync()).Text("status"));

        await database.StartAgainAsync();
        await PublishWhenPossibleAsync(restarted, "staging");
        using var next = await restarted.WithToken(live).PullAsync();
        Assert.Equal(2, next.Revision());
    }

    /// <summary>Nobody can say whether a well-formed token is one; of another it is certain that it is none. Both APIs alike.</summary>
    private static async Task AssertTokensAreUnknowableAsync(ConsoleHost host)
    {
        foreach (var (path, kind) in new[] { ("/api/v1/policy", TokenKind.Api), (PullerCalls.Staging, TokenKind.Puller) })
        {
            var text = TokenText.Create(kind);
            using var plausible = await host.WithToken(text).CallAsync("GET", path);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, plausible.StatusCode);
            Assert.NotNull(plausible.Headers.RetryAfter?.Delta);
            using var mistyped = await host.WithToken(text[..^1] + (text[^1] == '0' ? '1' : '0')).CallAsync("GET", path);
            Assert.Equal(HttpStatusCode.Unauthorized, mistyped.StatusCode);
        }
    }

    private static bool IsCached(TemporaryDirectory directory)
    {
        var cache = Path.Combine(directory.Path, "distribution");
        return File.Exists(Path.Combine(cache, "tokens.json")) && Directory.EnumerateFiles(cache, "*", SearchOption.AllDirectories).Count() > 2;
    }

    private static async Task PublishWhenPossibleAsync(ConsoleHost host, string environment) =>
        await Eventually.HoldsAsync(async () =>
        {
            using var answer = await host.Bootstrap.PatchPolicyAsync(SmallPolicy.GrantPatch(environment, "afterwards"));
            return answer.IsSuccessStatusCode;
        }, "publishing to work again");

    private static Task<byte[]> BytesAsync(HttpResponseMessage answer) => answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
}
