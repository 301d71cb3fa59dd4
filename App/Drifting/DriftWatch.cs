using AccessConsole.Core.Drift;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Health;
using AccessConsole.Publishing;

namespace AccessConsole.Drifting;

/// <summary>Looks for drift all the time, on every replica by itself: what it finds comes of what all of them know, so that it needs no store.</summary>
public sealed class DriftWatch(PointDrift points, DecisionDrift decisions, TimeProvider clock, ServiceRestarts restarts, ILogger<DriftWatch> log) : ResilientService(restarts)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim looking = new(1);
    private volatile IReadOnlyList<DriftFinding> findings = [];

    /// <summary>The newest first.</summary>
    public IReadOnlyList<DriftFinding> Findings => findings;

    /// <summary>Whether there is more than <see cref="Findings"/> tell: each token and scope has its share.</summary>
    public bool HasMore => points.HasMore || decisions.HasMore;

    public DecisionsLookedAt LookedAt => decisions.LookedAt;

    /// <summary>Raised after another look; see <see cref="Listeners"/>.</summary>
    public event Action? Changed;

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await looking.WaitAsync(cancellationToken);
        try
        {
            var found = (await points.LookAsync(cancellationToken)).Concat(await decisions.LookAsync(cancellationToken));
            findings = [.. found.OrderByDescending(f => f.LastSeen).ThenBy(f => f.Key, StringComparer.Ordinal)];
        }
        finally
        {
            looking.Release();
        }

        Listeners.Tell(Changed, log);
    }

    public override void Dispose()
    {
        looking.Dispose();
        base.Dispose();
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (StoreFailures.IsAway(e) && !stoppingToken.IsCancellationRequested)
            {
                // The database is away, which is said elsewhere: what was found stands.
                log.LogDebug(e, "drift could not be looked for");
            }
        }
    }
}
