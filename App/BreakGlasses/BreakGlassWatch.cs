using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Health;
using AccessConsole.Publishing;

namespace AccessConsole.BreakGlasses;

/// <summary>
/// What every page has to say: whom somebody let in that way, while it is in force or nobody looked at it. Read anew every few seconds, so that it is told whichever
/// replica it happened on, and as time ends it.
/// </summary>
public sealed class BreakGlassWatch(IBreakGlassStore store, LivePolicy live, TimeProvider clock, ServiceRestarts restarts, ILogger<BreakGlassWatch> log) : ResilientService(restarts)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(3);
    private volatile IReadOnlyList<StandingBreakGlass> standing = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<StandingBreakGlass> Standing => standing;

    /// <summary>Raised after it became another list; see <see cref="Listeners"/>.</summary>
    public event Action? Changed;

    /// <summary>Reads it now, for whoever just changed it.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var found = (await store.ListOpenAsync(now, cancellationToken)).Select(r => new StandingBreakGlass(r, Find(r, now)))
            .Where(s => s.IsInForce || s.Record.Review is null).ToArray();
        if (standing.SequenceEqual(found))
            return;
        standing = found;
        Listeners.Tell(Changed, log);
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (StoreFailures.IsAway(e) && !stoppingToken.IsCancellationRequested)
            {
                // The database is away, which is said elsewhere: what was known stands.
                log.LogDebug(e, "who broke the glass could not be read");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private Grant? Find(BreakGlassRecord record, DateTimeOffset now) =>
        live.Current.Policy.Objects.FindById(PolicyKind.Grant, record.BreakGlass.Grant) is Grant grant && grant.IsValidAt(now) ? grant : null;
}
