using AccessConsole.Cli.Pull;
using AccessConsole.Cli.Pull.Consul;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Tests.Engines.Pull;
using Xunit;
using static AccessConsole.Tests.Engines.Consul.WrittenEntries;

namespace AccessConsole.Tests.Engines.Consul;

/// <summary>A bundle that must deny when stale: closed is closed after a kill, a failure, somebody else's change and a clock that is set back.</summary>
public sealed class StaleEntriesTests : IAsyncLifetime
{
    private static readonly BundleScope Scope = new("production", Target.Consul);
    private static readonly TimeSpan Stale = TimeSpan.FromHours(3);
    private FakeConsul consul = null!;
    private PulledEngine puller = null!;

    private string[] All => [.. consul.SourcesOf("api"), .. consul.SourcesOf("web")];

    public async ValueTask InitializeAsync()
    {
        consul = await FakeConsul.StartAsync();
        puller = await PulledEngine.StartAsync(Scope, settings => ConsulEngine.Create(Scope, new ConsulSettings(consul.Address, FakeConsul.Token), settings.Times.Proof));
        await puller.Console.PublishAsync(5, [.. Files(Intentions("api", Allow("web", null)), Intentions("web", Allow("edge", null))), Denying], freshFor: TimeSpan.FromHours(2));
        Assert.True(await puller.PullAsync(), puller.Log);
        Assert.Equal(["web/allow", "edge/allow"], All);
        consul.Forget();
        puller.Console.Failure = 500;
    }

    public async ValueTask DisposeAsync()
    {
        await puller.DisposeAsync();
        await consul.DisposeAsync();
    }

    [Fact]
    public async Task KilledBetweenTheLinkAndTheEntries_DeniesAtTheNextStart()
    {
        puller.Clock.Shift = Stale;
        new BundleDirectory(puller.Access).PointTo(BundleDirectory.DenyAll);

        Assert.False(await puller.PullAsync());
        Assert.Equal(["*/deny", "*/deny"], All);
    }

    [Fact]
    public async Task ConsulThatFailsHalfway_OpensNothingAgain()
    {
        puller.Clock.Shift = Stale;
        consul.Fails = number => number == 2;

        Assert.False(await puller.PullAsync());
        Assert.Equal("consul", puller.LastCode);
        Assert.Equal(["*/deny", "*/deny"], All);
    }

    [Fact]
    public async Task ConsulThatIsAway_IsClosedOnceItIsBack()
    {
        puller.Clock.Shift = Stale;
        consul.Fails = _ => true;
        await using (puller.Start())
        {
            await puller.AwaitAsync(() => Task.FromResult(consul.WriteCount > 2), "it is not tried again");
            Assert.Equal(["web/allow", "edge/allow"], All);
            consul.Fails = _ => false;
            await puller.AwaitAsync(() => Task.FromResult(All is ["*/deny", "*/deny"]), "a stale bundle goes on allowing");
        }
    }

    [Fact]
    public async Task StaleBundle_RunsOnUntilTheConsoleWasAsked()
    {
        puller.Clock.Shift = Stale;
        puller.Console.Failure = null;
        await puller.Console.FreshenAsync(5, TimeSpan.FromHours(8));

        Assert.True(await puller.PullAsync(), puller.Log);
        Assert.Empty(consul.Writes);
    }

    [Fact]
    public async Task StaleBundle_IsNotBroughtBackAtAStart()
    {
        puller.Clock.Shift = Stale;
        consul.Set(Intentions("api", Deny("*")));

        Assert.False(await puller.PullAsync());
        Assert.Equal(["PUT service-intentions/api", "PUT service-intentions/web"], consul.Writes);
        Assert.Equal(["*/deny", "*/deny"], All);
    }

    [Fact]
    public async Task WhatSomebodyElseOpens_IsClosedAgain()
    {
        puller.Clock.Shift = Stale;
        await using (puller.Start())
        {
            await puller.AwaitAsync(() => Task.FromResult(All is ["*/deny", "*/deny"]), "a stale bundle goes on allowing");
            consul.Set(Intentions("api", Allow("*", null)));
            await puller.AwaitAsync(() => Task.FromResult(All is ["*/deny", "*/deny"]), "what somebody opened stays open");
        }

        Assert.Contains("the denial of everything is in force again: the engine ran something else", puller.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClockThatIsSetBack_MakesNothingFreshAgain()
    {
        puller.Clock.Shift = Stale;
        Assert.False(await puller.PullAsync());
        Assert.Equal(["*/deny", "*/deny"], All);

        puller.Clock.Shift = TimeSpan.Zero;
        Assert.False(await puller.PullAsync());
        Assert.Equal(["*/deny", "*/deny"], All);

        puller.Console.Failure = null;
        Assert.False(await puller.PullAsync());
        Assert.Equal(("stale", "5"), (puller.LastCode, puller.LastRevision));
        Assert.Equal(["*/deny", "*/deny"], All);

        await puller.Console.PublishAsync(6, [.. Files(Intentions("api", Allow("web", null)), Intentions("web", Deny("*"))), Denying]);
        Assert.True(await puller.PullAsync(), puller.Log);
        Assert.Equal(["web/allow", "*/deny"], All);
    }
}
