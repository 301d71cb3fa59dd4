using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Health;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Engines.Pull;
using AccessConsole.Tests.Support;
using Xunit;

namespace AccessConsole.Tests.Publishing;

/// <summary>Engines without a clock run out of what they were handed: nothing is held back for long without somebody who says so.</summary>
public sealed class StagedRolloutLimitTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ShiftedClock clock = new();
    private readonly DatabaseFixture database = new(postgres);
    private ConsoleHost host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        host = await ConsoleHost.StartAsync(database.ConnectionString, clock: clock);
        await host.SeedAsync(SmallPolicy.Yaml);
    }

    public async ValueTask DisposeAsync()
    {
        await host.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Rollout_UnderWayForTwoDays_IsHalted_AndOneThatBeganLaterGoesOn()
    {
        var first = await host.StageAsync("staging");
        clock.Shift += TimeSpan.FromHours(1);
        var second = await host.StageAsync("production");
        Assert.Equal((StagedRolloutState.Going, StagedRolloutState.Going), (await StateAsync(first), await StateAsync(second)));

        clock.Shift += TimeSpan.FromHours(47);
        // It is said once everything that is under way was looked at.
        var said = $"in staging revision {first} is held back for more than 48 hours";
        await Eventually.HoldsAsync(() => Task.FromResult(host.Get<DegradedParts>().List().Any(part => part.Value.StartsWith(said, StringComparison.Ordinal))), "the rollout to be called late");

        Assert.Equal((StagedRolloutState.Halted, StagedRolloutState.Going), (await StateAsync(first), await StateAsync(second)));
    }

    private async Task<StagedRolloutState> StateAsync(int revision) => (await host.Get<IStagedRolloutStore>().FindAsync(revision, Cancellation)).Single().State;
}
