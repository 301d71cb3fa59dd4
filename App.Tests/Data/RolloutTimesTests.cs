using AccessConsole.Core.Auditing;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Data;

/// <summary>When a rollout opens, is judged and closes.</summary>
public sealed class RolloutTimesTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly BundleScope Opa = new("production", Target.Opa);

    private readonly DatabaseFixture database = new(postgres);
    private readonly EnforcementPoint point = new(Guid.NewGuid(), Guid.NewGuid(), "berlin", Opa, 0, Noon, Noon, null, true, ValueMap.Empty);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IRolloutStore Store => database.Get<IRolloutStore>();

    public ValueTask InitializeAsync() => database.InitializeAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    /// <summary>As after an upgrade from a release that had no ledger.</summary>
    [Fact]
    public async Task RevisionsFromBeforeTheLedger_AreNotJudged_AndTheNextOneIsFollowed()
    {
        await PublishAsync();
        var second = await PublishAsync();
        await SaveAsync(point with { Revision = second, ActiveSince = Noon.AddHours(3), LastSeen = Noon.AddHours(5) });
        await AdvanceAsync(5 * 3_600);
        Assert.Empty(await Store.ListAsync(null, null, 10, Cancellation));

        var third = await PublishAsync(Noon.AddHours(5));
        await AdvanceAsync(5 * 3_600 + 1);
        Assert.Equal((third, 1), Assert.Single((await Store.ListAsync(null, null, 10, Cancellation)).Select(r => (r.Revision, r.Concerned))));
    }

    [Fact]
    public async Task GoalOfADay_IsJudged_BeforeTheRolloutCloses()
    {
        await SaveAsync(point);
        await Store.SetGoalAsync(new RolloutGoal("production", 100, TimeSpan.FromSeconds(RolloutGoal.LongestSeconds)), Event("environment/production"), Cancellation);
        await PublishAsync();
        await AdvanceAsync(1);
        Assert.Empty((await AdvanceAsync(RolloutGoal.LongestSeconds + 10)).Judged);
        Assert.Equal(RolloutOutcome.Missed, Assert.Single((await AdvanceAsync(RolloutGoal.LongestSeconds + 100_000)).Judged).Outcome);
    }

    [Fact]
    public async Task Goal_IsJudgedWhenItsTimeIsOver_HoweverLatelyItWasCounted()
    {
        await SaveAsync(point);
        await PublishAsync();
        await AdvanceAsync(1);
        await AdvanceAsync(74);
        Assert.Equal(RolloutOutcome.Missed, Assert.Single((await AdvanceAsync(75)).Judged).Outcome);
    }

    [Fact]
    public async Task StepsToldBeforeTheRolloutOpens_CountForEarlierRevisionsToo()
    {
        await SaveAsync(point with { Error = "it did not go at first" });
        var (first, second) = (await PublishAsync(), await PublishAsync());
        await Store.SaveAsync([new PointStep(point.Id, Opa, second, null, Noon.AddSeconds(5), Noon.AddSeconds(6), Noon.AddSeconds(6))], [], Cancellation);
        await AdvanceAsync(10);
        foreach (var rollout in (await Store.FindAsync(first, Cancellation)).Concat(await Store.FindAsync(second, Cancellation)))
            Assert.Equal((1, 1, 1, 0, 1), (rollout.Concerned, rollout.Activated, rollout.Observed, rollout.Failing, rollout.InTime));
    }

    [Fact]
    public async Task State_DiffersWithWhatIsCounted_AndOnlyThen()
    {
        var other = point with { Id = Guid.NewGuid(), Name = "paris" };
        await SaveAsync(point, other);
        var revision = await PublishAsync();
        var opened = (await AdvanceAsync(1)).State;
        Assert.Equal(opened, (await AdvanceAsync(2)).State);
        await Store.SaveAsync([new PointStep(point.Id, Opa, revision, null, Noon.AddSeconds(3), null, Noon.AddSeconds(3))], [], Cancellation);
        Assert.NotEqual(opened, (await AdvanceAsync(4)).State);
    }

    /// <summary>Who had it before everybody was to have it, had it in time.</summary>
    [Fact]
    public async Task StagedRollout_CountsFromItsRelease_AndWhoRanItBefore_AsInTimeAtOnce()
    {
        var (canary, rest) = (point with { Name = "canary" }, point with { Id = Guid.NewGuid(), Name = "rest" });
        var released = Noon.AddHours(2);
        await SaveAsync(canary with { LastSeen = released.AddMinutes(-1) }, rest with { LastSeen = released.AddMinutes(-1) });
        var staged = await StageAsync();
        await Store.SaveAsync([Ran(canary, Noon.AddSeconds(5))], [], Cancellation);
        await AdvanceAsync(3_600);
        Assert.Empty(await Store.FindAsync(staged.Revision, Cancellation));

        Assert.True(await database.Get<IStagedRolloutStore>().TryChangeAsync(staged, staged.Promoted(released), [], Cancellation));
        await AdvanceAsync(2 * 3_600 + 1);
        var opened = Assert.Single(await Store.FindAsync(staged.Revision, Cancellation));
        Assert.Equal((released, 2, 1, 1, RolloutOutcome.Open), (opened.PublishedAt, opened.Concerned, opened.Activated, opened.InTime, opened.Outcome));
        Assert.Equal((TimeSpan.Zero, null, TimeSpan.Zero), (opened.Median, opened.P95, opened.Slowest));

        await Store.SaveAsync([Ran(rest, released.AddSeconds(30))], [], Cancellation);
        var met = Assert.Single((await AdvanceAsync(2 * 3_600 + 31)).Judged);
        Assert.Equal((RolloutOutcome.Met, 2, TimeSpan.FromSeconds(30)), (met.Outcome, met.InTime, met.P95));

        PointStep Ran(EnforcementPoint who, DateTimeOffset at) => new(who.Id, Opa, staged.Revision, null, at, null, at);
    }

    private Task SaveAsync(params EnforcementPoint[] points) => database.Get<IEnforcementPointStore>().SaveAsync(points, Cancellation);

    private async Task<int> PublishAsync(DateTimeOffset? at = null)
    {
        var outcome = await database.Get<IPolicyStore>().PublishAsync(new PublishSubject(), (context, _) => Task.FromResult<PublishPlan>(Plan(context, at)), Cancellation);
        return outcome.Revision!.Number;
    }

    /// <summary>Publishes to the only stage, from noon on.</summary>
    private async Task<StagedRollout> StageAsync()
    {
        StagedRollout? staged = null;
        await database.Get<IPolicyStore>().PublishAsync(new PublishSubject(), (context, _) =>
        {
            staged = new StagedRollout
            {
                Revision = context.NextRevision,
                Environment = "production",
                Stages = [new("canary", new ValueMap([new("ring", "canary")]), StageAdvance.ByHand, null)],
                Health = RolloutHealth.Default,
                StartedAt = Noon,
                StartedBy = Ada,
                StageSince = Noon,
            };
            return Task.FromResult<PublishPlan>(Plan(context, Noon) with { Staged = [staged] });
        }, Cancellation);
        return staged!;
    }

    private static PublishPlan.Write Plan(PublishContext context, DateTimeOffset? at) => new(
        Put(Environment("production", context.NextRevision)), Revision(context.NextRevision, at), [Bundle("production", context.NextRevision, content: $"content {context.NextRevision}")], []);

    private Task<RolloutRound> AdvanceAsync(int seconds) => Store.AdvanceAsync(
        Noon.AddSeconds(seconds), missed => new AuditEvent(Noon, Actor.System, AuditActions.RolloutMissed, $"rollout/{missed.Revision}/{missed.Environment}", new Dictionary<string, string?>()), Cancellation);
}
