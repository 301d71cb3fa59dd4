using AccessConsole.Core.Auditing.Merkle;
using AccessConsole.Distribution.Health;

namespace AccessConsole.Auditing;

/// <summary>Has the tree follow the log, from wherever it was left. Every replica does so; the lock lets one at a time.</summary>
internal sealed class AuditSequencer(AuditCheckpoints checkpoints, DegradedParts degraded, AuditFindings findings, TimeProvider clock, ServiceRestarts restarts, ILogger<AuditSequencer> log) : ResilientService(restarts)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        do
            await TryAdvanceAsync(stoppingToken);
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TryAdvanceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await checkpoints.AdvanceAsync(cancellationToken);
            degraded.Clear(DegradedParts.AuditLog);
            findings.NoteSigning(refusal: null);
        }
        catch (AuditTreeException e)
        {
            findings.NoteSigning(e.Message);
            if (degraded.Report(DegradedParts.AuditLog, e.Message))
                log.LogCritical("{Reason}", e.Message);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (degraded.Report(DegradedParts.AuditLog, "checkpoints of the audit log cannot be signed for now"))
                log.LogWarning(e, "the audit log's tree could not follow it");
        }
    }
}
