using System.Diagnostics.Metrics;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Decisions;
using AccessConsole.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace AccessConsole.Tests.Distribution;

public sealed class DecisionQueueTests
{
    /// <summary>While the database is away whoever sends nothing but what cannot be read would fill the memory.</summary>
    [Fact]
    public void Batches_OfLossesAlone_TakeRoomAsWell()
    {
        using var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var queue = new DecisionQueue(Options.Create(new DecisionOptions { QueueMegabytes = 1 }), new DecisionMetrics(meters.GetRequiredService<IMeterFactory>()));
        var loss = new DecisionLoss(DateTimeOffset.UnixEpoch, "production", "edge", LossCauses.Unreadable, 1);

        var taken = 0;
        while (taken < 100_000 && queue.TryAdd(DecisionBatch.Of([], [loss])))
            taken++;

        Assert.InRange(taken, 1_000, 2_000);
        Assert.False(queue.TryAdd(DecisionBatch.Of([], [loss])));
    }
}
