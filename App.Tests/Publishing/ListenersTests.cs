using AccessConsole.Publishing;
using AccessConsole.Tests.Support.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging;
using Xunit;

namespace AccessConsole.Tests.Publishing;

/// <summary>Who follows what is published harms neither the publish nor others who follow it.</summary>
public sealed class ListenersTests
{
    [Fact]
    public async Task Listener_ThatFails_IsLogged_AndOthersHearAllTheSame()
    {
        using var log = new LoggedLines();
        using var logging = LoggerFactory.Create(l => l.AddProvider(log));
        var live = new LivePolicy(logging.CreateLogger<LivePolicy>());
        var heard = new TaskCompletionSource<int>();
        live.Changed += _ => throw new InvalidOperationException("a page that failed");
        live.Changed += state => heard.SetResult(state.Revision);
        live.Advance(LiveState.Empty with { Revision = 7 });

        Assert.Equal(7, await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.Equal(7, live.Current.Revision);
        Assert.True(SpinWait.SpinUntil(() => log.Lines.Any(l => l.Contains("a page that failed", StringComparison.Ordinal)), TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Listener_ThatDoesNotReturn_HoldsNobodyUp()
    {
        var live = new LivePolicy(NullLogger<LivePolicy>.Instance);
        using var end = new ManualResetEventSlim();
        var heard = new TaskCompletionSource();
        live.Changed += _ => end.Wait();
        live.Changed += _ => heard.SetResult();
        live.Advance(LiveState.Empty with { Revision = 1 });

        await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        end.Set();
    }

    [Fact]
    public async Task Listener_HearsNothingOfWhoeverPublishes()
    {
        var live = new LivePolicy(NullLogger<LivePolicy>.Instance);
        var publisher = new AsyncLocal<string> { Value = "alice" };
        var heard = new TaskCompletionSource<string?>();
        live.Changed += _ => heard.SetResult(publisher.Value);
        live.Advance(LiveState.Empty with { Revision = 1 });

        Assert.Null(await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }
}
