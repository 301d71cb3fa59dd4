using AccessConsole.Core.Ports;

namespace AccessConsole.Exploring;

/// <summary>
/// The newest decisions for everybody who looks, read once for all of them and only while somebody looks: a hundred open pages cost the database what one does.
/// Each looker filters by itself what it may see.
/// </summary>
public sealed class DecisionStream(IDecisionLog log, TimeProvider clock, ILogger<DecisionStream> logger)
{
    /// <summary>How many decisions of one look are shown at most; more in one period are found by loading.</summary>
    public const int MaxNewest = 500;

    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private readonly Lock guard = new();
    private readonly HashSet<Subscription> lookers = [];
    private bool isLooking;

    /// <summary>Calls the looker with what each look found, until what is returned is disposed.</summary>
    public IDisposable Subscribe(Action<DecisionNews> looker)
    {
        var subscription = new Subscription(this, looker);
        lock (guard)
        {
            lookers.Add(subscription);
            if (!isLooking)
                _ = LookAsync(new PeriodicTimer(Period, clock));
            isLooking = true;
        }

        return subscription;
    }

    private async Task LookAsync(PeriodicTimer timer)
    {
        using var period = timer;
        DecisionNews? last = null;
        while (await timer.WaitForNextTickAsync(CancellationToken.None))
        {
            Subscription[] told;
            lock (guard)
            {
                if (lookers.Count == 0)
                {
                    isLooking = false;
                    return;
                }

                told = [.. lookers];
            }

            var news = await ReadAsync(last);
            foreach (var looker in told)
                Tell(looker, news);
            last = news;
        }
    }

    /// <summary>One that fails keeps the news from nobody else.</summary>
    private void Tell(Subscription looker, DecisionNews news)
    {
        try
        {
            looker.Tell(news);
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "somebody who looks at decisions failed on new ones");
        }
    }

    private async Task<DecisionNews> ReadAsync(DecisionNews? last)
    {
        try
        {
            var newest = await log.ListAsync(new DecisionFilter(), null, MaxNewest, CancellationToken.None);
            var isTorn = last is { Newest.Count: > 0 } && newest.Count == MaxNewest && newest[^1].At > last.Newest[0].At;
            return new DecisionNews(newest, isTorn, IsInterrupted: false);
        }
        catch (Exception e)
        {
            logger.LogWarning(e, "the newest decisions could not be read; they are asked for again");
            return new DecisionNews(last?.Newest ?? [], IsTorn: false, IsInterrupted: true);
        }
    }

    private void Leave(Subscription subscription)
    {
        lock (guard)
            lookers.Remove(subscription);
    }

    private sealed class Subscription(DecisionStream stream, Action<DecisionNews> looker) : IDisposable
    {
        public void Tell(DecisionNews news) => looker(news);

        public void Dispose() => stream.Leave(this);
    }
}

/// <param name="Newest">Of all places, newest first, at most <see cref="DecisionStream.MaxNewest"/>.</param>
/// <param name="IsTorn">Whether more came in since the look before than a look holds.</param>
/// <param name="IsInterrupted">Whether the log could not be read.</param>
public sealed record DecisionNews(IReadOnlyList<LoggedDecision> Newest, bool IsTorn, bool IsInterrupted);
