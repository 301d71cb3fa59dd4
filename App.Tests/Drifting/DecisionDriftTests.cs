using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Drifting;
using AccessConsole.Tests.Distribution;
using AccessConsole.Tests.Support.Fakes;
using Xunit;
using Console = AccessConsole.Tests.Components.Console;

namespace AccessConsole.Tests.Drifting;

/// <summary>Looks at the log while revisions come and the database goes.</summary>
public sealed class DecisionDriftTests
{
    private readonly Console console = new();
    private readonly FakeDecisionLog log = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Decision_ByTheRevisionThatIsJustBeingTakenOver_IsNotMadeAgainByTheOneBefore()
    {
        await using var side = await MachineSide.StartAsync();
        await side.PublishAsync(2);
        await log.AddAsync([Wrong(revision: 2)], [], Cancellation);
        var drift = new DecisionDrift(log, console.History, console.Live, side.Catalog, console.Clock);

        Assert.Empty(await drift.LookAsync(Cancellation));
        Assert.Equal((1, 0), (drift.LookedAt.Seen, drift.LookedAt.Compared));
    }

    [Fact]
    public async Task Look_ThatFailsHalfWay_CountsNothingTwice()
    {
        console.InForce(2, console.Live.Current.Policy);
        console.History.IsAway = true;
        await log.AddAsync([Wrong(revision: 2), Wrong(revision: 1) with { At = Console.Now.AddMinutes(-1) }], [], Cancellation);
        var drift = NewDrift();

        await Assert.ThrowsAsync<TimeoutException>(() => drift.LookAsync(Cancellation));
        console.History.IsAway = false;

        Assert.Equal(1, Assert.Single(await drift.LookAsync(Cancellation)).Count);
        Assert.Equal((2, 1), (drift.LookedAt.Seen, drift.LookedAt.Compared));
    }

    [Fact]
    public async Task Scope_WhosePointsAreMadeUp_LeavesRoomForOthers()
    {
        var drift = NewDrift();
        await log.AddAsync([.. Enumerable.Range(0, 100).Select(_ => Wrong(revision: 1))], [], Cancellation);
        await drift.LookAsync(Cancellation);
        Assert.False(drift.HasMore);
        await log.AddAsync([Wrong(revision: 1), Wrong(revision: 1) with { Target = Target.Nginx }], [], Cancellation);

        var found = await drift.LookAsync(Cancellation);

        Assert.Equal((100, 1, true), (found.Count(f => f.Scope.Target == Target.Opa), found.Count(f => f.Scope.Target == Target.Nginx), drift.HasMore));
    }

    private DecisionDrift NewDrift() => new(log, console.History, console.Live, new(null!), console.Clock);

    /// <summary>Allowed from a branch that no grant names, by a point of its own.</summary>
    private static LoggedDecision Wrong(int revision) => Console.Granted(Console.Now) with
    {
        Target = Target.Opa,
        Revision = revision,
        Claims = new ValueMap([new("build_branch", "feature/x"), new("build_source", "webhook")]),
    };
}
