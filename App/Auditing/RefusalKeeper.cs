using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Health;

namespace AccessConsole.Auditing;

/// <summary>Writes refusals that were counted, and those of the machine side, which waits for no database.</summary>
internal sealed class RefusalKeeper(RefusalLog refusals, IAuditLog audit, TimeProvider clock, ServiceRestarts restarts, ILogger<RefusalKeeper> log) : ResilientService(restarts)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await WriteAsync(all: true, cancellationToken);
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            await WriteAsync(all: false, stoppingToken);
    }

    private async Task WriteAsync(bool all, CancellationToken cancellationToken)
    {
        var due = refusals.Take(all);
        var written = 0;
        try
        {
            for (; written < due.Count; written++)
                await audit.AppendAsync(due[written], cancellationToken);
        }
        catch (Exception e)
        {
            log.LogWarning("{Count} refusals cannot be recorded yet: {Reason}", due.Count - written, e.Message);
            foreach (var refused in due.Skip(written))
                refusals.WriteLater(refused);
        }
    }
}
