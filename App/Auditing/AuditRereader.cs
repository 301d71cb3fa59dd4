using AccessConsole.Distribution.Health;

namespace AccessConsole.Auditing;

/// <summary>Has the log read again all the time, a part in each period. Every replica does so for itself: what one cannot see another may.</summary>
internal sealed class AuditRereader(AuditReading reading, TimeProvider clock, ServiceRestarts restarts, ILogger<AuditRereader> log) : ResilientService(restarts)
{
    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(AuditReading.Period, clock);
        do
            await TryReadAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await reading.ReadOnAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning(e, "the audit log could not be read again for now");
        }
    }
}
