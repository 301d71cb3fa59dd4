using AccessConsole.Core.Auditing;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Data;

/// <summary>The ledger counts what engines told, judges publishes by their goals, and tells of each missed one once.</summary>
public sealed class RolloutStoreTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly DatabaseFixture database = new(postgres);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IRolloutStore Store => database.Get<IRolloutStore>();

    private IEnforcementPointStore Points => database.Get<IEnforcementPointStore>();

    public ValueTask InitializeAsync() => database.InitializeAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Rollout_CountsWhoWasThere_StepByStep()
    {
        var (berlin, paris, silent) = (Point("berlin"), Point("paris"), Point("silent", Noon.AddHours(-2)));
        await Points.SaveAsync([berlin, paris, silent], Cancellation);
        var revision = await PublishAsync();

        Assert.Equal(1, (await AdvanceAsync(1)).Open);
        Assert.Equal((2, 0, 0, 0, 1), Counts(await FindAsync(revision)));

        await Store.SaveAsync([Step(berlin, revision, fetched: 2), Step(paris, revision, fetched: 3)], [], Cancellation);
        await Store.SaveAsync([Step(berlin, revision, activated: 4)], [new PointFailure(paris.Id, "nginx: [emerg] no such upstream")], Cancellation);
        Assert.Equal((2, 2, 1, 0, 1), Counts(await FindAsync(revision)));
        var late = Assert.Single(await Store.ListLaggardsAsync(revision, "production", 10, Cancellation));
        Assert.Equal(("paris", "nginx: [emerg] no such upstream", (int?)0, Noon.AddSeconds(3)), (late.Name, late.Error, late.Running, late.Fetched));

        await Store.SaveAsync([Step(paris, revision, activated: 9, observed: 9), Step(berlin, revision, observed: 12)], [], Cancellation);
        var found = await FindAsync(revision);
        Assert.Equal((2, 2, 2, 2, 1), Counts(found));
        Assert.Equal((TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(9), TimeSpan.FromSeconds(9)), (found.Median, found.P95, found.Slowest));
        Assert.Empty(await Store.ListLaggardsAsync(revision, null, 10, Cancellation));
        Assert.All(await Store.ListPointsAsync(revision, null, null, 10, Cancellation), point => Assert.True(point.IsConcerned && point.Error is null));
    }

    [Fact]
    public async Task P95_IsOfAll_AndUnknownWhileTooFewRunIt()
    {
        var points = Enumerable.Range(0, 20).Select(i => Point($"point-{i:00}")).ToArray();
        await Points.SaveAsync(points, Cancellation);
        var revision = await PublishAsync();
        await AdvanceAsync(1);

        await Store.SaveAsync([.. points.Take(18).Select((p, i) => Step(p, revision, activated: i + 1))], [], Cancellation);
        Assert.Equal((TimeSpan.FromSeconds(10), (TimeSpan?)null), ((await FindAsync(revision)).Median, (await FindAsync(revision)).P95));
        await Store.SaveAsync([Step(points[18], revision, activated: 40)], [], Cancellation);
        Assert.Equal(TimeSpan.FromSeconds(40), (await FindAsync(revision)).P95);
    }

    [Fact]
    public async Task Times_AreTheEarliestTold_AndNeverFromBeforeThePublish()
    {
        var point = Point("berlin");
        await Points.SaveAsync([point], Cancellation);
        var revision = await PublishAsync();
        await AdvanceAsync(1);

        await Store.SaveAsync([Step(point, revision, activated: -3_600, told: 7)], [], Cancellation);
        await Store.SaveAsync([Step(point, revision, activated: 20, told: 20)], [], Cancellation);
        Assert.Equal(Noon.AddSeconds(7), Assert.Single(await Store.ListPointsAsync(revision, null, null, 10, Cancellation)).Activated);
    }

    [Fact]
    public async Task RevisionsThatTheScopeNeverHad_AreLeftOut_AndWhoCameLaterDoesNotCount()
    {
        var (point, later) = (Point("berlin"), Point("later"));
        await Points.SaveAsync([point], Cancellation);
        var revision = await PublishAsync();
        await AdvanceAsync(1);
        await Points.SaveAsync([later], Cancellation);

        await Store.SaveAsync([Step(point, 4_711, activated: 1), Step(point with { Scope = new BundleScope("staging", Target.Opa) }, revision, activated: 1), Step(later, revision, activated: 2)], [], Cancellation);
        Assert.Equal((1, 0, 0, 0, 0), Counts(await FindAsync(revision)));
        Assert.Empty(await Store.ListPointsAsync(4_711, null, null, 10, Cancellation));
        Assert.False((await Store.ListPointsAsync(revision, null, null, 10, Cancellation)).Single(p => p.Name == "later").IsConcerned);
    }

    [Fact]
    public async Task WhoRunsALaterRevision_HasArrivedAtThoseBefore()
    {
        var point = Point("berlin");
        await Points.SaveAsync([point], Cancellation);
        var first = await PublishAsync();
        await AdvanceAsync(1);
        var second = await PublishAsync("another");
        await AdvanceAsync(2);
        await Store.SaveAsync([], [new PointFailure(point.Id, "it does not go")], Cancellation);
        Assert.Equal((0, 1), ((await FindAsync(first)).Failing, (await FindAsync(second)).Failing));

        await Store.SaveAsync([Step(point, second, activated: 5)], [], Cancellation);
        Assert.Equal((1, 1), ((await FindAsync(first)).Activated, (await FindAsync(second)).Activated));
    }

    [Fact]
    public async Task Goal_MissedAtManyReplicas_IsToldOnce_AndByTheGoalOfItsTime()
    {
        var points = Enumerable.Range(0, 10).Select(i => Point($"point-{i}")).ToArray();
        await Points.SaveAsync(points, Cancellation);
        await Store.SetGoalAsync(new RolloutGoal("production", 80, TimeSpan.FromSeconds(30)), Event("environment/production"), Cancellation);
        var revision = await PublishAsync();
        await AdvanceAsync(1);
        await Store.SetGoalAsync(new RolloutGoal("production", 10, TimeSpan.FromSeconds(3_600)), Event("environment/production"), Cancellation);
        await Store.SaveAsync([.. points.Take(7).Select(p => Step(p, revision, activated: 29)), Step(points[8], revision, activated: 31)], [], Cancellation);

        await AdvanceAsync(44);
        Assert.Equal(RolloutOutcome.Open, (await FindAsync(revision)).Outcome);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AdvanceAsync(60)));
        await AdvanceAsync(120);

        var missed = await FindAsync(revision);
        Assert.Equal((RolloutOutcome.Missed, 7, 8, 8, 80), (missed.Outcome, missed.InTime, missed.Activated, missed.Needed, missed.Goal.Percent));
        Assert.Single(await MissedAsync());
    }

    [Fact]
    public async Task Goal_MetInTime_IsMet_WhateverComesLater()
    {
        var points = Enumerable.Range(0, 4).Select(i => Point($"point-{i}")).ToArray();
        await Points.SaveAsync(points, Cancellation);
        await Store.SetGoalAsync(new RolloutGoal("production", 75, TimeSpan.FromSeconds(60)), Event("environment/production"), Cancellation);
        var revision = await PublishAsync();
        await AdvanceAsync(1);
        await Store.SaveAsync([.. points.Take(3).Select(p => Step(p, revision, activated: 5))], [], Cancellation);
        await AdvanceAsync(10);
        await AdvanceAsync(100_000);

        Assert.Equal((RolloutOutcome.Met, Noon.AddSeconds(10)), ((await FindAsync(revision)).Outcome, (await FindAsync(revision)).JudgedAt));
        Assert.Empty(await MissedAsync());
    }

    [Fact]
    public async Task Publish_ThatConcernsNobody_IsNobodys()
    {
        var revision = await PublishAsync();
        Assert.Equal(["production"], await Store.ListChangedAsync(revision, Cancellation));
        Assert.Empty(await Store.FindAsync(revision, Cancellation));
        await AdvanceAsync(1);
        Assert.Equal(RolloutOutcome.Nobody, (await FindAsync(revision)).Outcome);
        Assert.Empty(await MissedAsync());
    }

    [Fact]
    public async Task Points_ThatOnlyPoll_AreConcernedByName_AndNotWithout()
    {
        var (named, unnamed) = (Point("poller") with { LastSeen = EnforcementPoint.NeverReported, PolledAt = Noon }, Point("") with { LastSeen = EnforcementPoint.NeverReported, PolledAt = Noon });
        await Points.SavePollsAsync([named, unnamed], Cancellation);
        var revision = await PublishAsync();
        await AdvanceAsync(1);
        Assert.Equal("poller", Assert.Single(await Store.ListLaggardsAsync(revision, null, 10, Cancellation)).Name);
    }

    [Fact]
    public async Task Polls_ChangeNothingOfWhatWasReported()
    {
        var point = Point("berlin") with { Error = "no" };
        await Points.SaveAsync([point], Cancellation);
        await Points.SavePollsAsync([point with { Revision = null, Error = null, LastSeen = Noon.AddHours(-3), PolledAt = Noon.AddMinutes(2) }], Cancellation);
        await Points.SaveAsync([point with { LastSeen = Noon.AddMinutes(1), Revision = 7, Error = null }], Cancellation);
        var stored = Assert.Single(await Points.ListAsync("production", DateTimeOffset.UnixEpoch, null, 10, Cancellation));
        Assert.Equal(point with { LastSeen = Noon.AddMinutes(1), Revision = 7, Error = null, PolledAt = Noon.AddMinutes(2) }, stored);
    }

    [Fact]
    public async Task History_IsPagedByRevisionAndEnvironment()
    {
        for (var i = 0; i < 3; i++)
            await database.Get<IPolicyStore>().PublishAsync(Put(Environment("production", i), Environment("staging", i)), Bundle("production", i + 1), Bundle("staging", i + 1));
        await AdvanceAsync(1);
        var first = await Store.ListAsync(null, null, 4, Cancellation);
        var rest = await Store.ListAsync(null, (first[^1].Revision, first[^1].Environment), 4, Cancellation);
        Assert.Equal(
            [(3, "production"), (3, "staging"), (2, "production"), (2, "staging"), (1, "production"), (1, "staging")],
            first.Concat(rest).Select(r => (r.Revision, r.Environment)));
        Assert.Equal([3, 2, 1], (await Store.ListAsync("staging", null, 10, Cancellation)).Select(r => r.Revision));
    }

    private async Task<int> PublishAsync(string content = "content")
    {
        var policies = database.Get<IPolicyStore>();
        var outcome = await policies.PublishAsync(
            new PublishSubject(),
            (context, _) => Task.FromResult<PublishPlan>(Write(context, Put(Environment("production", context.NextRevision)), Bundle("production", context.NextRevision, content: content))),
            Cancellation);
        return outcome.Revision!.Number;
    }

    private Task<RolloutRound> AdvanceAsync(int seconds) => Store.AdvanceAsync(
        Noon.AddSeconds(seconds), missed => new AuditEvent(Noon, Actor.System, AuditActions.RolloutMissed, $"rollout/{missed.Revision}/{missed.Environment}", new Dictionary<string, string?>()), Cancellation);

    private async Task<Rollout> FindAsync(int revision) => Assert.Single(await Store.FindAsync(revision, Cancellation));

    private Task<IReadOnlyList<AuditRecord>> MissedAsync() => database.Get<IAuditLog>().ListAsync(new AuditFilter(AuditActions.RolloutMissed), null, 10, Cancellation);

    private static (int Concerned, int Fetched, int Activated, int Observed, int Silent) Counts(Rollout rollout) =>
        (rollout.Concerned, rollout.Fetched, rollout.Activated, rollout.Observed, rollout.Silent);

    private static PointStep Step(EnforcementPoint point, int revision, int? fetched = null, int? activated = null, int? observed = null, int? told = null) =>
        new(point.Id, point.Scope, revision, At(fetched), At(activated), At(observed), Noon.AddSeconds(told ?? fetched ?? activated ?? observed ?? 0));

    private static DateTimeOffset? At(int? seconds) => seconds is { } after ? Noon.AddSeconds(after) : null;

    private static EnforcementPoint Point(string name, DateTimeOffset? lastSeen = null) =>
        new(Guid.NewGuid(), Guid.NewGuid(), name, new BundleScope("production", Target.Opa), 0, Noon, lastSeen ?? Noon, null, true, ValueMap.Empty);
}
