using AccessConsole.Core.Ports;

namespace AccessConsole.Publishing;

/// <summary>Follows what other replicas publish.</summary>
internal sealed class RevisionWatcher(IRevisionFeed feed, CatchUp catchUp, LivePolicy live, ILogger<RevisionWatcher> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var newest in feed.WatchAsync(stoppingToken))
        {
            if (newest <= live.Current.Revision)
                continue;
            try
            {
                await catchUp.RunAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The feed tells again; until then this replica serves what it has.
                log.LogWarning(e, "revision {Revision} could not be taken over yet", newest);
            }
        }
    }
}
