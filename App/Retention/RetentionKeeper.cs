using AccessConsole.Distribution.Health;

namespace AccessConsole.Retention;

/// <summary>Has what is over removed, hour by hour. Every replica looks; one of them removes.</summary>
internal sealed class RetentionKeeper(RetentionJob job, TimeProvider clock, ServiceRestarts restarts, ILogger<RetentionKeeper> log) : ResilientService(restarts)
{
    private static readonly TimeSpan Period = TimeSpan.FromHours(1);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await TryAsync(stoppingToken);
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            var removed = await job.RunAsync(cancellationToken);
            if (!removed.IsNothing)
                log.LogInformation("removed by retention: {Removed}", removed);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning("retention could not be applied for now: {Reason}", e.Message);
        }
    }
}
