using System.Net;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Points;
using AccessConsole.Tests.Support;
using AccessConsole.Tokens;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AccessConsole.Tests.Distribution;

public sealed class StatusTests
{
    [Fact]
    public async Task Report_OfOpa_ShowsWhatItRuns()
    {
        await using var side = await MachineSide.StartAsync();
        var (token, text) = MachineSide.NewToken();
        side.Get<TokenCache>().Add(token);

        using var answer = await side.ReportAsync(text, Report(id: "opa-1", revision: "42", activated: "2026-01-01T00:00:00.5Z"));

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        var point = Assert.Single(side.Get<EnforcementPoints>().List("production"));
        Assert.Equal(("opa-1", 42, token.Id, MachineSide.Opa), (point.Name, point.Revision, point.TokenId, point.Scope));
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 0, 0, 0, 500, TimeSpan.Zero), point.ActiveSince);
        Assert.Null(point.Error);
        Assert.False(point.IsReplayProtected);
        Assert.Equal("eu", point.Labels["region"]);
        Assert.Empty(side.Get<EnforcementPoints>().List("staging"));
    }

    [Theory]
    [InlineData("payments-api", "payments-api")]
    [InlineData("something-of-ours", null)]
    public async Task Report_OfASliceByAnEnvironmentsToken_IsOfTheSliceThatThereIs(string label, string? service)
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        await side.PublishAsync(1);
        await side.PublishAsync(2, scope: MachineSide.Opa with { Service = "payments-api" });

        (await side.ReportAsync(token, $$"""{"labels":{"id":"a","slice":"{{label}}"},"bundles":{"access":{"active_revision":"2"} } }""")).Dispose();

        Assert.Equal(MachineSide.Opa with { Service = service }, Assert.Single(side.Get<EnforcementPoints>().List()).Scope);
    }

    [Fact]
    public async Task Report_WithAnError_KeepsTheRevisionThatStillRuns()
    {
        await using var side = await MachineSide.StartAsync();
        var token = side.AddToken();
        (await side.ReportAsync(token, Report(id: "a", revision: "42"))).Dispose();

        (await side.ReportAsync(token, """{"labels":{"id":"a"},"bundles":{"access":{"active_revision":"42","code":"bundle_error","message":"bad signature\u0000\u001b[31m"}}}""")).Dispose();

        var point = Assert.Single(side.Get<EnforcementPoints>().List());
        Assert.Equal(42, point.Revision);
        Assert.Equal("bad signature\uFFFD\uFFFD[31m", point.Error);
    }

    [Fact]
    public async Task Report_OfANameOverAnId_IsOnePointForEachTokenAndName()
    {
        await using var side = await MachineSide.StartAsync();
        var (first, second) = (side.AddToken(), side.AddToken());

        foreach (var (token, labels) in new[]
        {
            (first, """{"name":"host","id":"1"}"""), (first, """{"name":"host","id":"2"}"""), (second, """{"name":"host"}"""), (first, """{"id":"host2"}"""),
        })
            (await side.ReportAsync(token, $$"""{"labels":{{labels}}}""")).Dispose();

        Assert.Equal(["host", "host", "host2"], side.Get<EnforcementPoints>().List().Select(point => point.Name));
    }

    [Theory]
    [InlineData("""{"labels":{"id":"a","puller":"accessctl"},"bundles":{"access":{"active_revision":"7"}}}""", 7, true)]
    [InlineData("""{"labels":{"id":"a","puller":"other"},"bundles":{"x":{"active_revision":"8"}}}""", 8, false)]
    [InlineData("""{"labels":{"id":"a"},"bundles":{"x":{"active_revision":"1"},"access":{"active_revision":"9","last_successful_activation":"0001-01-01T00:00:00Z"}}}""", 9, false)]
    [InlineData("""{"labels":{"id":"a"},"bundles":{"x":{"active_revision":"not ours"}}}""", null, false)]
    [InlineData("""{"labels":{"id":"a"},"bundles":{"x":{}}}""", null, false)]
    [InlineData("""{"labels":{"id":"a"},"bundles":[]}""", null, false)]
    [InlineData("""{"labels":{"id":"a"}}""", null, false)]
    [InlineData("""{"labels":{"name":"","id":"a"}}""", null, false)]
    [InlineData("""{"labels":{"name":" ","id":"a"}}""", null, false)]
    public async Task Report_OfAnyShape_IsRead(string json, int? revision, bool isReplayProtected)
    {
        await using var side = await MachineSide.StartAsync();

        using var answer = await side.ReportAsync(side.AddToken(), json);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        var point = Assert.Single(side.Get<EnforcementPoints>().List());
        Assert.Equal(("a", revision, isReplayProtected), (point.Name, point.Revision, point.IsReplayProtected));
        Assert.Equal(revision is not null, point.ActiveSince is not null);
    }

    [Theory]
    [InlineData("/v1/status/eu-west", HttpStatusCode.NoContent)]
    [InlineData("/v1/status/eu%2Fwest", HttpStatusCode.NoContent)]
    [InlineData("/v1/status/eu/west", HttpStatusCode.NotFound)]
    public async Task Report_OfAPartition_IsTakenAsAnyOther(string path, HttpStatusCode expected)
    {
        await using var side = await MachineSide.StartAsync();

        using var answer = await side.ReportAsync(side.AddToken(), Report(id: "opa-1", revision: "42"), path);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(expected == HttpStatusCode.NoContent, side.Get<EnforcementPoints>().List().Any(point => point.Name == "opa-1"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"labels":{"version":"1"}}""")]
    [InlineData("""{"labels":{"id":7}}""")]
    [InlineData("""{"labels":{"id":" "}}""")]
    public async Task Report_ThatNamesNobody_IsMalformed(string json)
    {
        await using var side = await MachineSide.StartAsync();

        using var answer = await side.ReportAsync(side.AddToken(), json);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Empty(side.Get<EnforcementPoints>().List());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Report_AboveOneMegabyte_IsTooLarge(bool isChunked)
    {
        await using var side = await MachineSide.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/status") { Content = new ByteArrayContent(new byte[(1 << 20) + 1]) };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {side.AddToken()}");
        request.Headers.TransferEncodingChunked = isChunked;

        using var answer = await side.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Report_ReachesTheStoreAndOtherReplicas()
    {
        var stored = Point(DateTimeOffset.UtcNow.AddMinutes(-5));
        await using var side = await MachineSide.StartAsync(prepare: s => s.Points.Points[stored.Id] = stored);
        var points = side.Get<EnforcementPoints>();
        await MachineSide.WaitUntilAsync(() => points.List().Contains(stored), "the stored point to be listed");
        var changes = 0;
        points.Changed += () => Interlocked.Increment(ref changes);

        (await side.ReportAsync(side.AddToken(), Report(id: "new", revision: "1"))).Dispose();

        await MachineSide.WaitUntilAsync(() => side.Points.Points.Values.Any(point => point.Name == "new") && changes > 0, "the report to be stored and told of");
    }

    [Fact]
    public async Task Report_WhileTheDatabaseIsAway_IsStoredLater()
    {
        await using var side = await MachineSide.StartAsync(prepare: s => s.Points.IsAway = true);
        (await side.ReportAsync(side.AddToken(), Report(id: "a", revision: "1"))).Dispose();
        Assert.Single(side.Get<EnforcementPoints>().List());
        await Task.Delay(1_500, TestContext.Current.CancellationToken);

        side.Points.IsAway = false;

        await MachineSide.WaitUntilAsync(() => !side.Points.Points.IsEmpty, "the report to be stored");
    }

    [Fact]
    public void Point_Silent_IsStaleAfterAnHourAndGoneAfterAWeek()
    {
        var now = DateTimeOffset.UtcNow;
        var points = new EnforcementPoints(new RolloutLedger(Catalogs.At(100), NullLogger<RolloutLedger>.Instance), TimeProvider.System, NullLogger<EnforcementPoints>.Instance);
        var (fresh, stale, gone) = (Point(now.AddMinutes(-59)), Point(now.AddMinutes(-61)), Point(now.AddDays(-7)));
        points.Merge([fresh, stale, gone]);

        Assert.False(EnforcementPoints.IsStale(fresh, now));
        Assert.True(EnforcementPoints.IsStale(stale, now));
        Assert.Equal(new[] { fresh, stale }.OrderBy(point => point.Id), points.List());
    }

    [Fact]
    public void Token_ThatMakesNamesUp_LeavesRoomForOthers()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var points = new EnforcementPoints(new RolloutLedger(Catalogs.At(100), NullLogger<RolloutLedger>.Instance), clock, NullLogger<EnforcementPoints>.Instance);
        var (flooder, other) = (MachineSide.NewToken().Token, MachineSide.NewToken().Token);

        var taken = Enumerable.Range(0, 25_000).Count(i => points.TryReport(flooder, Named($"made-up-{i}")));

        Assert.Equal(20_000, taken);
        Assert.True(points.TryReport(other, Named("gateway")));
        clock.Advance(EnforcementPoints.StaleAfter / 2);
        Assert.True(points.TryReport(flooder, Named("made-up-0")));

        // Those that are silent make room for others of their own token, and no others.
        clock.Advance(EnforcementPoints.StaleAfter / 2);
        Assert.True(points.TryReport(flooder, Named("real")));
        Assert.Equal(["gateway", "made-up-0", "real"], points.List().Select(point => point.Name).Order(StringComparer.Ordinal));

        static StatusReport Named(string name) => new(name, ValueMap.Empty, 1, null, null);
    }

    private static string Report(string id, string revision, string activated = "2026-01-01T00:00:00Z") =>
        $$$"""{"labels":{"id":"{{{id}}}","region":"eu"},"bundles":{"access":{"type":"snapshot","active_revision":"{{{revision}}}","last_successful_activation":"{{{activated}}}","http_code":"200"}},"metrics":{} }""";

    private static EnforcementPoint Point(DateTimeOffset lastSeen) => new(
        Guid.NewGuid(), Guid.NewGuid(), "point", MachineSide.Opa, 1, lastSeen, lastSeen, null, false, ValueMap.Empty);
}
