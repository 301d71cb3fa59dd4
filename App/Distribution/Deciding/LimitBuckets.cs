using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using AccessConsole.Core.Model;

namespace AccessConsole.Distribution.Deciding;

/// <summary>
/// The token buckets of grants' rate limits, one for each principal at each deployment and limit. As at every enforcement point they are this process's own, and no security
/// boundary: beyond so many of them nothing more is counted.
/// </summary>
internal sealed class LimitBuckets(TimeProvider clock) : IDisposable
{
    private const int MaxBuckets = 100_000;
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<LimitKey, TokenBucketRateLimiter> buckets = new();
    private long sweptAt = clock.GetTimestamp();

    /// <returns>False where the limit's tokens are used up.</returns>
    public bool TryTake(in LimitKey key)
    {
        RemoveFullInTurn();
        if (!buckets.TryGetValue(key, out var bucket))
        {
            if (buckets.Count >= MaxBuckets)
                return true;
            bucket = buckets.GetOrAdd(key, static key => Create(key.Limit));
        }

        bucket.TryReplenish();
        using var lease = bucket.AttemptAcquire();
        return lease.IsAcquired;
    }

    public void Dispose()
    {
        foreach (var bucket in buckets.Values)
            bucket.Dispose();
    }

    /// <summary>A bucket that is full says nothing that a new one does not. One that another request holds just now is refilled unseen at worst.</summary>
    private void RemoveFullInTurn()
    {
        var last = Volatile.Read(ref sweptAt);
        if (clock.GetElapsedTime(last) < SweepEvery || Interlocked.CompareExchange(ref sweptAt, clock.GetTimestamp(), last) != last)
            return;
        foreach (var (key, bucket) in buckets)
        {
            bucket.TryReplenish();
            if (bucket.GetStatistics() is { } statistics && statistics.CurrentAvailablePermits == key.Limit.Burst + 1)
                buckets.TryRemove(new(key, bucket));
        }
    }

    private static TokenBucketRateLimiter Create(RateLimit limit) => new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = limit.Burst + 1,
        TokensPerPeriod = 1,
        ReplenishmentPeriod = (limit.Per == RatePeriod.Second ? TimeSpan.FromSeconds(1) : TimeSpan.FromMinutes(1)) / limit.Requests,
        QueueLimit = 0,
        // Refilled as it is asked, so that a thousand buckets have no thousand timers.
        AutoReplenishment = false,
    });
}

/// <param name="Principal">Null for whoever has no identity.</param>
internal readonly record struct LimitKey(RateLimit Limit, string Environment, string Service, PolicyReference? Principal);
