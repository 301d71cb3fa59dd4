using System.Threading.Channels;
using AccessConsole.Exploring;
using AccessConsole.Tests.Support.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace AccessConsole.Tests.Exploring;

public sealed class DecisionStreamTests
{
    private readonly FakeDecisionLog log = new();
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public async Task Lookers_HoweverMany_ReadTheLogOnceInAPeriod()
    {
        var stream = new DecisionStream(log, clock, NullLogger<DecisionStream>.Instance);
        var heard = Channel.CreateUnbounded<DecisionNews>();
        var subscriptions = Enumerable.Range(0, 100).Select(_ => stream.Subscribe(news => heard.Writer.TryWrite(news))).ToArray();

        clock.Advance(DecisionStream.Period);
        for (var i = 0; i < subscriptions.Length; i++)
            await heard.Reader.ReadAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, log.Lists);
        foreach (var subscription in subscriptions)
            subscription.Dispose();
    }

    [Fact]
    public async Task Looker_WhoCameBack_IsToldAgain()
    {
        var stream = new DecisionStream(log, clock, NullLogger<DecisionStream>.Instance);
        var heard = Channel.CreateUnbounded<DecisionNews>();
        stream.Subscribe(news => heard.Writer.TryWrite(news)).Dispose();
        clock.Advance(DecisionStream.Period);
        Assert.Equal(0, log.Lists);

        using var again = stream.Subscribe(news => heard.Writer.TryWrite(news));
        clock.Advance(DecisionStream.Period);

        Assert.False((await heard.Reader.ReadAsync(TestContext.Current.CancellationToken)).IsInterrupted);
    }

    [Fact]
    public async Task Looker_WhoFails_KeepsTheNewsFromNobodyElse()
    {
        var stream = new DecisionStream(log, clock, NullLogger<DecisionStream>.Instance);
        var heard = Channel.CreateUnbounded<DecisionNews>();
        using var failing = stream.Subscribe(_ => throw new InvalidOperationException("the page is gone"));
        using var well = stream.Subscribe(news => heard.Writer.TryWrite(news));

        for (var look = 0; look < 2; look++)
        {
            clock.Advance(DecisionStream.Period);
            await heard.Reader.ReadAsync(TestContext.Current.CancellationToken);
        }
    }
}
