namespace AccessConsole.Distribution.Health;

/// <summary>Begins background work anew that failed. Until it has run for a while without failing, <c>/readyz</c> lists it.</summary>
public sealed class ServiceRestarts(DegradedParts degraded, TimeProvider clock, ILogger<ServiceRestarts> log)
{
    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(5);

    /// <summary>Longer than most services rest between two turns, so that one that fails at each is not called well in between.</summary>
    private static readonly TimeSpan WellAfter = TimeSpan.FromMinutes(2);

    /// <returns>Once the work ended by itself.</returns>
    /// <exception cref="OperationCanceledException">The console stops.</exception>
    public async Task KeepRunningAsync(string name, Func<CancellationToken, Task> runAsync, CancellationToken stopping)
    {
        var part = $"background work: {name}";
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                await (isFirst ? runAsync(stopping) : RunAgainAsync(part, runAsync, stopping));
                degraded.Clear(part);
                return;
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                log.LogError(e, "{Service} failed unexpectedly; it is begun anew in {Seconds} seconds", name, AgainAfter.TotalSeconds);
                degraded.Report(part, "it failed unexpectedly and is begun anew every few seconds; the log says why");
            }

            await Task.Delay(AgainAfter, clock, stopping);
        }
    }

    private async Task RunAgainAsync(string part, Func<CancellationToken, Task> runAsync, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var running = runAsync(stopping);
        if (await Task.WhenAny(running, Task.Delay(WellAfter, clock, ended.Token)) != running)
            degraded.Clear(part);
        await ended.CancelAsync();
        await running;
    }
}
