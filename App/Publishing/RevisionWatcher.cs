using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Health;

namespace AccessConsole.Publishing;

/// <summary>Follows what other replicas publish, and how far they let it.</summary>
internal sealed class RevisionWatcher(IRevisionFeed feed, CatchUp catchUp, LivePolicy live, TimeProvider clock, ServiceRestarts restarts, ILogger<RevisionWatcher> log) : ResilientService(restarts)
{
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(1);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        // Null until what is released was read once: the policy may have been loaded before something changed.
        long? releases = null;
        await foreach (var newest in feed.WatchAsync(stoppingToken))
        {
            if (newest.Revision <= live.Current.Revision && newest.Releases == releases)
                continue;
            while (!await TryFollowAsync(newest.Revision, stoppingToken))
                await Task.Delay(AgainAfter, clock, stoppingToken);
            releases = newest.Releases;
        }
    }

    private async Task<bool> TryFollowAsync(int revision, CancellationToken cancellationToken)
    {
        try
        {
            await catchUp.RunAsync(cancellationToken);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Until then this replica serves what it has, and releases no more.
            log.LogWarning(e, "what is new up to revision {Revision} could not be taken over yet", revision);
            return false;
        }
    }
}
