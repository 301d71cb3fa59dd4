using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Health;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Engines.Pull;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Publishing;

/// <summary>Engines without a clock run out of what they were handed: nothing is held back for long without somebody who says so.</summary>
public sealed class StagedRolloutLimitTests : IAsyncLifetime
{
    private readonly ShiftedClock clock = new();
    private readonly ConsoleFixture console;

    public StagedRolloutLimitTests(PostgresFixture postgres) => console = new ConsoleFixture(postgres) { Clock = clock };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ConsoleHost Host => console.Host;

    public ValueTask InitializeAsync() => console.InitializeAsync();

    public ValueTask DisposeAsync() => console.DisposeAsync();

    [Fact]
    public async Task Rollout_UnderWayForTwoDays_IsHalted_AndOneThatBeganLaterGoesOn()
    {
        var first = await Host.StageAsync("staging");
        clock.Shift += TimeSpan.FromHours(1);
        var second = await Host.StageAsync("production");
        Assert.Equal((StagedRolloutState.Going, StagedRolloutState.Going), (await StateAsync(first), await StateAsync(second)));

        clock.Shift += TimeSpan.FromHours(47);
        // It is said once everything that is under way was looked at.
        var said = $"in staging revision {first} is held back for more than 48 hours";
        await Eventually.HoldsAsync(() => Task.FromResult(Host.Get<DegradedParts>().List().Any(part => part.Value.StartsWith(said, StringComparison.Ordinal))), "the rollout to be called late");

        Assert.Equal((StagedRolloutState.Halted, StagedRolloutState.Going), (await StateAsync(first), await StateAsync(second)));
    }

    private async Task<StagedRolloutState> StateAsync(int revision) => (await Host.Get<IStagedRolloutStore>().FindAsync(revision, Cancellation)).Single().State;
}
