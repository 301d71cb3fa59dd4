using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Points;
using AccessConsole.Tests.Support;
using AccessConsole.Tests.Support.Fakes;
using AccessConsole.Tokens;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AccessConsole.Tests.Distribution;

/// <summary>What the machine side tells the ledger, and of whom.</summary>
public sealed class RolloutLedgerTests
{
    [Fact]
    public async Task Poll_ByName_RegistersThePoint_AndWhatItIsHandedIsItsOwn()
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(3);
        var (token, text) = AddToken(side);
        (await side.GetAsync("/v1/bundles/production/opa", text, point: "berlin-1")).Dispose();

        var point = Assert.Single(side.Get<EnforcementPoints>().List());
        Assert.Equal(("berlin-1", EnforcementPoints.IdOf(token.Id, "berlin-1"), false, (int?)null), (point.Name, point.Id, point.HasReported, point.Revision));
        var step = await StepAsync(side, s => s.Fetched is not null);
        Assert.Equal((point.Id, MachineSide.Opa, 3, (DateTimeOffset?)null), (step.PointId, step.Scope, step.Revision, step.Activated));
        await MachineSide.WaitUntilAsync(() => side.Points.Points.ContainsKey(point.Id), "the point to be stored");
    }

    [Fact]
    public async Task Answers_WithoutAnArchive_AreNoFetch()
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(3);
        var text = side.AddToken();
        using var head = await side.GetAsync("/v1/bundles/production/opa", text, method: HttpMethod.Head, point: "berlin-1");
        (await side.GetAsync("/v1/bundles/production/opa", text, ifNoneMatch: head.Headers.ETag!.ToString(), point: "berlin-1")).Dispose();
        Assert.Single(side.Get<EnforcementPoints>().List());
        // What is told later is stored later: a fetch would be stored by then.
        (await side.ReportAsync(text, Report("berlin-1", 3))).Dispose();
        await StepAsync(side, s => s.Activated is not null);
        Assert.DoesNotContain(side.Rollouts.Steps.Concat(side.Get<RolloutLedger>().TakeUnsaved().Steps), s => s.Fetched is not null);
    }

    [Fact]
    public async Task HeldPoll_ThatEndsWithTheNewBundle_IsAFetch()
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(3);
        var text = side.AddToken();
        using var first = await side.GetAsync("/v1/bundles/production/opa", text, point: "berlin-1");
        var held = side.GetAsync("/v1/bundles/production/opa", text, first.Headers.ETag!.ToString(), "wait=30", point: "berlin-1");
        await side.WaitForHeldAsync(1);
        await side.PublishAsync(4, content: """{"a":1}""");
        (await held).Dispose();
        Assert.NotNull((await StepAsync(side, s => s.Revision == 4)).Fetched);
    }

    [Fact]
    public async Task Poll_WithoutAName_IsOfTheTokensOnlyPoint()
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(3);
        var (token, text) = AddToken(side);
        // An engine asks before it reports: what it was handed is its own once it says its name.
        (await side.GetAsync("/v1/bundles/production/opa", text)).Dispose();
        Assert.Empty(side.Get<EnforcementPoints>().List());
        (await side.ReportAsync(text, Report("opa-1", 3))).Dispose();
        Assert.Equal(EnforcementPoints.IdOf(token.Id, "opa-1"), (await StepAsync(side, s => s.Fetched is not null)).PointId);

        await side.PublishAsync(4, content: """{"a":1}""");
        (await side.GetAsync("/v1/bundles/production/opa", text)).Dispose();
        Assert.Equal(EnforcementPoints.IdOf(token.Id, "opa-1"), (await StepAsync(side, s => s.Revision == 4)).PointId);
    }

    [Fact]
    public async Task Poll_WithoutAName_OfATokenThatSeveralShare_IsNobodys()
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(3);
        var text = side.AddToken();
        (await side.ReportAsync(text, Report("opa-1", 2))).Dispose();
        (await side.ReportAsync(text, Report("opa-2", 2))).Dispose();
        (await side.GetAsync("/v1/bundles/production/opa", text)).Dispose();
        (await side.ReportAsync(text, Report("opa-1", 3))).Dispose();
        await StepAsync(side, s => s.Revision == 3 && s.Activated is not null);
        Assert.DoesNotContain(side.Rollouts.Steps, s => s.Fetched is not null);
    }

    [Fact]
    public async Task Report_TellsWhatRuns_OrWhyItDoesNot()
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(3);
        var text = side.AddToken();
        (await side.ReportAsync(text, Report("opa-1", 3, "bundle_error: signature"))).Dispose();
        await MachineSide.WaitUntilAsync(() => side.Rollouts.Failures.Any(f => f.Error == "bundle_error: signature"), "the failure to be stored");
        (await side.ReportAsync(text, Report("opa-1", 3))).Dispose();
        await MachineSide.WaitUntilAsync(() => side.Rollouts.Failures.Any(f => f.Error is null), "its end to be stored");
        Assert.Single(side.Rollouts.Steps, s => s is { Revision: 3, Activated: not null });
    }

    [Fact]
    public async Task Decisions_ShowByWhichRevisionAnEngineDecides()
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(42);
        var (token, text) = AddToken(side);
        var at = DateTimeOffset.UtcNow.AddSeconds(-5);
        (await side.SendAsync(text, DecisionEvents.Of("d-1", at.AddSeconds(1)), DecisionEvents.Of("d-2", at))).Dispose();

        var step = await StepAsync(side, s => s.Observed is not null);
        Assert.Equal((EnforcementPoints.IdOf(token.Id, "opa-1"), 42), (step.PointId, step.Revision));
        Assert.Equal(at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond)), step.Observed);
        Assert.Equal(step.Observed, step.Activated);
        Assert.Equal("opa-1", Assert.Single(side.Get<EnforcementPoints>().List()).Name);
    }

    [Fact]
    public async Task Envoy_IsHandedAndAcknowledgesByItsVersions()
    {
        await using var side = await MachineSide.StartAsync();
        var text = side.AddToken(target: Target.Envoy);
        var scope = new BundleScope("production", Target.Envoy);
        var version = $"7-{(await side.PublishAsync(7, scope, DiscoveryTests.Files())).ContentDigest}";
        (await side.PollAsync("routes", text, "")).Dispose();
        Assert.Null((await StepAsync(side, s => s.Fetched is not null && s.Revision == 7)).Activated);
        (await side.PollAsync("routes", text, version)).Dispose();
        Assert.Equal(scope, (await StepAsync(side, s => s.Activated is not null && s.Revision == 7)).Scope);
    }

    [Fact]
    public async Task Ledger_WhileTheDatabaseIsAway_IsStoredLater_EachThingOnce()
    {
        await using var side = await MachineSide.StartAsync(prepare: s => s.Rollouts.IsAway = true);
        await side.PublishAsync(3);
        var text = side.AddToken();
        for (var i = 0; i < 3; i++)
        {
            (await side.GetAsync("/v1/bundles/production/opa", text, point: "opa-1")).Dispose();
            (await side.ReportAsync(text, Report("opa-1", 3))).Dispose();
        }

        await MachineSide.WaitUntilAsync(() => side.Log.Lines.Any(line => line.Contains("how publishes arrive cannot be stored", StringComparison.Ordinal)), "the failure to be logged");
        side.Rollouts.IsAway = false;
        var step = await StepAsync(side, s => s.Revision == 3);
        Assert.True(step is { Fetched: not null, Activated: not null });
        Assert.Single(side.Rollouts.Steps);
    }

    [Fact]
    public void Unnamed_IsListedAfterAMinute_AndNoLongerOnceNamed()
    {
        var (clock, ledger) = (new FakeTimeProvider(DateTimeOffset.UtcNow), new RolloutLedger(Catalogs.At(100), NullLogger<RolloutLedger>.Instance));
        var points = new EnforcementPoints(ledger, clock, NullLogger<EnforcementPoints>.Instance);
        var (polls, token) = (new PointPolls(points, ledger), MachineSide.NewToken().Token);
        polls.Note(token, null, clock.GetUtcNow());
        Assert.Empty(points.List());
        clock.Advance(TimeSpan.FromMinutes(1));
        polls.Note(token, null, clock.GetUtcNow());
        Assert.False(Assert.Single(points.List()).IsNamed);

        points.TryReport(token, StatusReport.Read(System.Text.Encoding.UTF8.GetBytes(Report("opa-1", 1))));
        Assert.Equal("opa-1", Assert.Single(points.List()).Name);
        clock.Advance(EnforcementPoints.StaleAfter);
        polls.Note(token, null, clock.GetUtcNow());
        Assert.False(EnforcementPoints.IsStale(Assert.Single(points.List()), clock.GetUtcNow()));
    }

    /// <summary>Names are made up by whoever holds a token.</summary>
    [Fact]
    public void Names_OfOneToken_AreBounded()
    {
        var (clock, ledger) = (new FakeTimeProvider(DateTimeOffset.UtcNow), new RolloutLedger(Catalogs.At(100), NullLogger<RolloutLedger>.Instance));
        var points = new EnforcementPoints(ledger, clock, NullLogger<EnforcementPoints>.Instance);
        var (polls, one, other) = (new PointPolls(points, ledger), MachineSide.NewToken().Token, MachineSide.NewToken().Token);
        for (var i = 0; i < 20_100; i++)
        {
            polls.Note(one, $"made-up-{i}", clock.GetUtcNow());
            polls.NoteHandedOut(one, $"made-up-{i}", MachineSide.Opa, 1, clock.GetUtcNow());
        }

        Assert.Equal(20_000, points.List().Count);
        Assert.Equal(20_000, ledger.TakeUnsaved().Steps.Count);
        polls.Note(other, "real", clock.GetUtcNow());
        Assert.Contains(points.List(), point => point.Name == "real");
    }

    [Fact]
    public void StoredPoll_KeepsANewerReport_AndTheOtherWayRound()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.UtcNow);
        var points = new EnforcementPoints(new RolloutLedger(Catalogs.At(100), NullLogger<RolloutLedger>.Instance), clock, NullLogger<EnforcementPoints>.Instance);
        var now = clock.GetUtcNow();
        var reported = new EnforcementPoint(Guid.NewGuid(), Guid.NewGuid(), "p", MachineSide.Opa, 2, now, now, null, false, ValueMap.Empty);
        points.Merge([reported]);
        points.Merge([reported with { Revision = 1, LastSeen = now.AddMinutes(-9), PolledAt = now.AddSeconds(1) }]);
        Assert.Equal((2, now.AddSeconds(1)), (points.List()[0].Revision, points.List()[0].HeardAt));
        points.Merge([reported with { Revision = 3, LastSeen = now.AddSeconds(2) }]);
        Assert.Equal((3, now.AddSeconds(1)), (points.List()[0].Revision, points.List()[0].PolledAt));
    }

    private static (AccessToken Token, string Text) AddToken(MachineSide side)
    {
        var made = MachineSide.NewToken();
        side.Tokens.Add(made.Token);
        side.Get<TokenCache>().Add(made.Token);
        return made;
    }

    private static async Task<PointStep> StepAsync(MachineSide side, Func<PointStep, bool> wanted)
    {
        await MachineSide.WaitUntilAsync(() => side.Rollouts.Steps.Any(wanted), "the step to be stored");
        return side.Rollouts.Steps.First(wanted);
    }

    private static string Report(string name, int revision, string message = "") =>
        $$$$"""{"labels":{"name":"{{{{name}}}}"},"bundles":{"access":{"active_revision":"{{{{revision}}}}","message":"{{{{message}}}}"}}}""";
}
