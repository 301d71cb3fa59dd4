using AccessConsole.Distribution.Health;

namespace AccessConsole.Webhooks;

/// <summary>Has webhooks told all the time. Every replica looks; one of them delivers.</summary>
internal sealed class WebhookKeeper(WebhookDispatch dispatch, TimeProvider clock, ServiceRestarts restarts, ILogger<WebhookKeeper> log) : ResilientService(restarts)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

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
            await dispatch.RunAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning("webhooks could not be told for now: {Reason}", e.Message);
        }
    }
}
