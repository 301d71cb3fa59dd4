using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Tests.Support;
using Npgsql;
using Xunit;
using static AccessConsole.Tests.Data.Publishing;

namespace AccessConsole.Tests.Data;

/// <summary>A staged rollout begins and ends in the transaction of a revision, and goes on for whoever saw where it stands.</summary>
public sealed class StagedRolloutStoreTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly ValueList<RolloutStage> Stages =
    [
        new("canary", Labels("canary"), StageAdvance.ByHand, null),
        new("early", Labels("early"), StageAdvance.ByTime, 600),
    ];

    private readonly DatabaseFixture database = new(postgres);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IStagedRolloutStore Store => database.Get<IStagedRolloutStore>();

    public ValueTask InitializeAsync() => database.InitializeAsync();

    public ValueTask DisposeAsync() => database.DisposeAsync();

    [Fact]
    public async Task Plan_IsSetReplacedAndRemoved_WithItsEvents()
    {
        var plan = new RolloutPlan("production", Stages, RolloutHealth.Default);
        await Store.SetPlanAsync(plan with { Health = new RolloutHealth(3, 7, 9) }, Event("environment/production", AuditActions.RolloutPlanSet), Cancellation);
        await Store.SetPlanAsync(plan, Event("environment/production", AuditActions.RolloutPlanSet), Cancellation);
        Assert.Equal([plan], await Store.ListPlansAsync(Cancellation));

        Assert.True(await Store.RemovePlanAsync("production", Event("environment/production", AuditActions.RolloutPlanRemoved), Cancellation));
        Assert.False(await Store.RemovePlanAsync("production", Event("environment/production", AuditActions.RolloutPlanRemoved), Cancellation));
        Assert.Empty(await Store.ListPlansAsync(Cancellation));
        Assert.Equal(
            [AuditActions.RolloutPlanRemoved, AuditActions.RolloutPlanSet, AuditActions.RolloutPlanSet],
            (await database.Get<IAuditLog>().ListAsync(new AuditFilter(Subject: "environment/production"), null, 10, Cancellation)).Select(e => e.Event.Action));
    }

    [Fact]
    public async Task Rollout_BeginsWithItsRevision_AndIsFoundByThePublishesAfterIt()
    {
        var staged = await StageAsync("production");
        Assert.Equal([staged], await Store.ListLiveAsync(Cancellation));
        Assert.Equal([staged], await Store.FindAsync(staged.Revision, Cancellation));
        Assert.Equal([staged], (await SeenAsync()).Rollouts);

        var later = await StageAsync("staging");
        Assert.Equal([later, staged], await Store.ListAsync(null, null, 10, Cancellation));
        Assert.Equal([staged], await Store.ListAsync(null, (later.Revision, later.Environment), 10, Cancellation));
        Assert.Equal([staged], await Store.ListAsync("production", null, 10, Cancellation));
        await Assert.ThrowsAsync<PostgresException>(() => StageAsync("production"));
        Assert.Equal([staged, later], await Store.ListLiveAsync(Cancellation));
    }

    [Fact]
    public async Task Change_OfWhatSomebodyChangedMeanwhile_IsRefused()
    {
        var staged = await StageAsync("production");
        var halted = staged.Halted("the canaries fail");
        Assert.True(await Store.TryChangeAsync(staged, halted, [Event("rollout", AuditActions.RolloutHalted)], Cancellation));
        Assert.False(await Store.TryChangeAsync(staged, staged.Promoted(Noon), [Event("rollout", AuditActions.RolloutPromoted)], Cancellation));
        Assert.Equal([halted], await Store.FindAsync(staged.Revision, Cancellation));
        Assert.Empty(await database.Get<IAuditLog>().ListAsync(new AuditFilter(AuditActions.RolloutPromoted), null, 10, Cancellation));

        var early = halted.Promoted(Noon.AddMinutes(1));
        Assert.True(await Store.TryChangeAsync(halted, early, [], Cancellation));
        var complete = early.Promoted(Noon.AddMinutes(2));
        Assert.Equal((StagedRolloutState.Complete, "rest", Noon.AddMinutes(2)), (complete.State, complete.StageName, complete.EndedAt));
        Assert.True(await Store.TryChangeAsync(early, complete, [], Cancellation));
        Assert.Equal([complete], await Store.FindAsync(staged.Revision, Cancellation));
        Assert.Empty(await Store.ListLiveAsync(Cancellation));
        Assert.False(await Store.TryChangeAsync(complete, complete with { State = StagedRolloutState.Going, EndedAt = null }, [], Cancellation));
    }

    [Fact]
    public async Task Change_OfWhatWasHaltedAndResumedMeanwhile_IsRefused()
    {
        var staged = await StageAsync("production");
        var halted = staged.Halted("the canaries fail");
        // A clock tells more than the database keeps.
        var resumed = halted.Resumed(Noon.AddMinutes(1).AddTicks(7));
        Assert.True(await Store.TryChangeAsync(staged, halted, [], Cancellation));
        Assert.True(await Store.TryChangeAsync(halted, resumed, [], Cancellation));

        Assert.False(await Store.TryChangeAsync(staged, staged.Promoted(Noon.AddMinutes(2)), [], Cancellation));
        Assert.Equal(0, (await Store.FindAsync(staged.Revision, Cancellation)).Single().Reached);
        Assert.True(await Store.TryChangeAsync(resumed, resumed.Promoted(Noon.AddMinutes(3)), [], Cancellation));
    }

    [Fact]
    public async Task OfTwoWhoPromoteAtOnce_OneIsFirst()
    {
        var staged = await StageAsync("production");
        var all = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Store.TryChangeAsync(staged, staged.Promoted(Noon.AddSeconds(i)), [Event($"try/{i}", AuditActions.RolloutPromoted)], Cancellation)));
        Assert.Single(all, won => won);
        Assert.Equal(1, (await Store.FindAsync(staged.Revision, Cancellation)).Single().Reached);
        Assert.Single(await database.Get<IAuditLog>().ListAsync(new AuditFilter(AuditActions.RolloutPromoted), null, 10, Cancellation));
    }

    [Fact]
    public async Task Holds_AreThoseOfTheRevisionsThatAReplicaHas()
    {
        var staged = await StageAsync("production");
        Assert.Equal([staged], await Store.ListHoldsAsync(0, [], Cancellation));
        var back = await database.Get<IPolicyStore>().PublishAsync(new PublishSubject(), (context, _) => Task.FromResult<PublishPlan>(
            Write(context, Put(Environment("production", 3)), Bundle("production", context.NextRevision)) with
            {
                Ended = [context.Rollouts.Single().EndedWith(context.NextRevision, StagedRolloutState.TakenBack, Noon)],
            }), Cancellation);
        var ended = (await Store.FindAsync(staged.Revision, Cancellation)).Single();
        Assert.Equal((StagedRolloutState.TakenBack, (int?)back.Revision!.Number), (ended.State, ended.EndedBy));

        // Who does not have the later revision yet must go on holding the earlier one back; who has it asks only after what it still holds.
        Assert.Equal([ended], await Store.ListHoldsAsync(staged.Revision, [], Cancellation));
        Assert.Empty(await Store.ListHoldsAsync(back.Revision.Number, [], Cancellation));
        Assert.Equal([ended], await Store.ListHoldsAsync(back.Revision.Number, [(staged.Revision, "production")], Cancellation));
        Assert.Empty(await Store.ListHoldsAsync(back.Revision.Number, [(staged.Revision, "staging")], Cancellation));
    }

    [Theory]
    [InlineData("reached = 0")]
    [InlineData("reached = 3")]
    [InlineData("environment = 'staging'")]
    [InlineData("stages = '[]'")]
    public async Task Database_LetsNoRolloutGoBack(string change)
    {
        var staged = await StageAsync("production");
        await Store.TryChangeAsync(staged, staged.Promoted(Noon), [], Cancellation);
        await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsOwnerAsync($"UPDATE staged_rollouts SET {change}"));
        await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsOwnerAsync("DELETE FROM staged_rollouts"));
        Assert.Equal(1, (await Store.FindAsync(staged.Revision, Cancellation)).Single().Reached);
    }

    private static ValueMap Labels(string ring) => new([new("ring", ring)]);

    private async Task<PublishContext> SeenAsync()
    {
        PublishContext? seen = null;
        await database.Get<IPolicyStore>().PublishAsync(new PublishSubject(), (context, _) =>
        {
            seen = context;
            return Task.FromResult<PublishPlan>(new PublishPlan.Refuse(new PublishRefusal(PublishRefusalKind.NothingChanged, "nothing", []), []));
        }, Cancellation);
        return seen!;
    }

    private async Task<StagedRollout> StageAsync(string environment)
    {
        StagedRollout? staged = null;
        await database.Get<IPolicyStore>().PublishAsync(new PublishSubject(), (context, _) =>
        {
            staged = new StagedRollout
            {
                Revision = context.NextRevision,
                Environment = environment,
                Stages = Stages,
                Health = RolloutHealth.Default,
                StartedAt = Noon,
                StartedBy = Ada,
                StageSince = Noon,
            };
            var write = Write(context, Put(Environment(environment, context.NextRevision)), Bundle(environment, context.NextRevision));
            return Task.FromResult<PublishPlan>(write with { Staged = [staged] });
        }, Cancellation);
        return staged!;
    }
}
