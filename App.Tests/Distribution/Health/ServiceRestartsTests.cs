using AccessConsole.Distribution.Health;
using AccessConsole.Tests.Support;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AccessConsole.Tests.Distribution.Health;

/// <summary>Background work that fails is told and begun anew.</summary>
public sealed class ServiceRestartsTests
{
    private readonly FakeTimeProvider clock = new();
    private readonly DegradedParts degraded;
    private readonly ServiceRestarts restarts;

    public ServiceRestartsTests()
    {
        degraded = new DegradedParts(clock);
        restarts = new ServiceRestarts(degraded, clock, NullLogger<ServiceRestarts>.Instance);
    }

    [Fact]
    public async Task Work_ThatFails_IsListed_BegunAnew_AndLeftOutOnceItRan()
    {
        using var service = new Failing(restarts, failures: 2);
        await service.StartAsync(TestContext.Current.CancellationToken);

        await HoldsAsync(() => degraded.List() is [{ Key: "background work: Failing" }]);
        await PassAsync(() => service.Times == 2);
        await PassAsync(() => service.Times == 3);
        Assert.Single(degraded.List());
        await PassAsync(() => degraded.List() is []);
        Assert.Equal(3, service.Times);

        await service.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Works_SideBySide_DoNotEndOneAnother()
    {
        using var service = new Pair(restarts);
        await service.StartAsync(TestContext.Current.CancellationToken);

        await HoldsAsync(() => degraded.List() is [{ Key: "background work: Pair.FailAsync" }]);
        await PassAsync(() => service.Failures > 3);
        Assert.False(service.ExecuteTask!.IsCompleted);
        Assert.Equal(1, service.Others);

        await service.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Lets time pass until it holds.</summary>
    private Task PassAsync(Func<bool> condition) => HoldsAsync(() =>
    {
        clock.Advance(TimeSpan.FromSeconds(1));
        return condition();
    });

    private static Task HoldsAsync(Func<bool> condition) => Eventually.HoldsAsync(() => Task.FromResult(condition()), "what the service does by itself");

    private sealed class Failing(ServiceRestarts restarts, int failures) : ResilientService(restarts)
    {
        private int times;

        public int Times => Volatile.Read(ref times);

        protected override Task RunAsync(CancellationToken stoppingToken) =>
            Interlocked.Increment(ref times) <= failures ? throw new InvalidOperationException("on purpose") : Task.Delay(Timeout.Infinite, stoppingToken);
    }

    private sealed class Pair(ServiceRestarts restarts) : ResilientService(restarts)
    {
        private int failures;
        private int others;

        public int Failures => Volatile.Read(ref failures);

        public int Others => Volatile.Read(ref others);

        protected override Task RunAsync(CancellationToken stoppingToken) => RunTogetherAsync(stoppingToken, FailAsync, StayAsync);

        private Task FailAsync(CancellationToken stopping)
        {
            Interlocked.Increment(ref failures);
            throw new InvalidOperationException("on purpose");
        }

        private Task StayAsync(CancellationToken stopping)
        {
            Interlocked.Increment(ref others);
            return Task.Delay(Timeout.Infinite, stopping);
        }
    }
}
