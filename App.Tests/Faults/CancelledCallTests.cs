using System.Reflection;
using AccessConsole.Buildkite;
using AccessConsole.Configuration;
using AccessConsole.Core.Ports;
using AccessConsole.IssuerKeys;
using AccessConsole.Tests.Api;
using AccessConsole.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Xunit;

namespace AccessConsole.Tests.Faults;

/// <summary>A call that somebody else than the stopping console cancels is a failure like any other: what looks again and again goes on looking.</summary>
public sealed class CancelledCallTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>
{
    private readonly TestClock clock = new(DateTimeOffset.UtcNow);

    [Fact]
    public async Task IssuerKeys_WhoseStoreGivesUp_AreReadAgain()
    {
        var store = DispatchProxy.Create<IIssuerKeyStore, GivingUp>();
        var often = Options.Create(new ConsoleOptions { IssuerKeyInterval = TimeSpan.FromMilliseconds(5) });
        using var refresher = ActivatorUtilities.CreateInstance<IssuerKeyRefresher>(console.Host.Get<IServiceProvider>(), store, often);

        await AsksAgainAsync(refresher, (GivingUp)store);
    }

    [Fact]
    public async Task Organizations_WhoseStoreGivesUp_AreListedAgain()
    {
        var store = DispatchProxy.Create<IBuildkiteStore, GivingUp>();
        using var keeper = ActivatorUtilities.CreateInstance<BuildkiteKeeper>(console.Host.Get<IServiceProvider>(), store, clock);

        await AsksAgainAsync(keeper, (GivingUp)store);
    }

    private async Task AsksAgainAsync(BackgroundService service, GivingUp store)
    {
        await service.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() =>
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            return Task.FromResult(store.Calls > 2);
        }, "the store to be asked again");
        await service.StopAsync(TestContext.Current.CancellationToken);

        Assert.True(service.ExecuteTask!.IsCanceled);
    }

    /// <summary>A store whose every call ends as a cancelled one does.</summary>
    public class GivingUp : DispatchProxy
    {
        private int calls;

        public int Calls => Volatile.Read(ref calls);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Interlocked.Increment(ref calls);
            throw new OperationCanceledException($"{targetMethod!.Name} took too long");
        }
    }
}
