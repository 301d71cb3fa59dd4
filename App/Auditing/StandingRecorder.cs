using AccessConsole.Distribution.Health;
using AccessConsole.Hosting;

namespace AccessConsole.Auditing;

/// <summary>Records what changes while the console runs: a key list that was renewed, a mapping of roles that was written anew. The start records what it began with.</summary>
internal sealed class StandingRecorder(StandingRecords records, PolicyLoader loader, TimeProvider clock, ServiceRestarts restarts, ILogger<StandingRecorder> log) : ResilientService(restarts)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (loader.IsLoaded)
                await TryLookAsync(stoppingToken);
        }
    }

    private async Task TryLookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await records.LookAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning("a change of configuration or signing keys cannot be recorded yet: {Reason}", e.Message);
        }
    }
}
