using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Health;
using AccessConsole.Distribution.Points;
using AccessConsole.Tests.Support;
using AccessConsole.Tests.Support.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AccessConsole.Tests.Distribution;

/// <summary>What the ledger holds in memory, and when it says that something changed.</summary>
public sealed class RolloutKeeperTests
{
    private readonly FakeTimeProvider clock = new(DateTimeOffset.UtcNow);
    private readonly RolloutLedger ledger = new(Catalogs.At(7), NullLogger<RolloutLedger>.Instance);
    private readonly FakeRolloutStore store = new();

    [Fact]
    public async Task Changed_IsRaisedOnce_ForEachStateOfTheOpenRollouts()
    {
        store.State = "opened";
        using var keeper = new RolloutKeeper(ledger, store, clock, new ServiceRestarts(new DegradedParts(clock), clock, NullLogger<ServiceRestarts>.Instance), NullLogger<RolloutKeeper>.Instance);
        await keeper.StartAsync(TestContext.Current.CancellationToken);
        await TurnAsync(5);
        Assert.Equal(1, ledger.Version);

        store.State = "further";
        await TurnAsync(5);
        Assert.Equal(2, ledger.Version);
        ledger.NoteActivated(Guid.NewGuid(), MachineSide.Opa, 7, clock.GetUtcNow(), clock.GetUtcNow());
        await TurnAsync(5);
        Assert.Equal(3, ledger.Version);
        await keeper.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void RevisionsThatAreNotPublished_TakeNoRoom()
    {
        var (point, now) = (Guid.NewGuid(), clock.GetUtcNow());
        ledger.NoteActivated(point, MachineSide.Opa, 8, now, now);
        ledger.NoteObserved(point, MachineSide.Opa, 8, now, now);
        Assert.Empty(ledger.TakeUnsaved().Steps);
        ledger.NoteActivated(point, MachineSide.Opa, 7, now, now);
        Assert.Equal(7, Assert.Single(ledger.TakeUnsaved().Steps).Revision);
    }

    [Fact]
    public void WhatFindsNoRoom_IsTakenWhenItIsToldAgain()
    {
        var now = clock.GetUtcNow();
        for (var i = 0; i < 200_000; i++)
            ledger.NoteFetched(Guid.NewGuid(), MachineSide.Opa, 7, now);
        var late = Guid.NewGuid();
        ledger.NoteActivated(late, MachineSide.Opa, 7, now, now);
        Assert.DoesNotContain(ledger.TakeUnsaved().Steps, s => s.PointId == late);
        ledger.NoteActivated(late, MachineSide.Opa, 7, now, now);
        Assert.Equal(late, Assert.Single(ledger.TakeUnsaved().Steps).PointId);
    }

    /// <summary>Has the keeper begin so many turns more, each of which ends the one before.</summary>
    private async Task TurnAsync(int turns)
    {
        for (var end = store.Rounds + turns; store.Rounds < end;)
        {
            var before = store.Rounds;
            clock.Advance(TimeSpan.FromSeconds(1));
            await MachineSide.WaitUntilAsync(() => store.Rounds > before, "the keeper's next turn");
        }
    }
}
