using AccessConsole.Distribution.Health;

namespace AccessConsole.Signing.Remote;

/// <summary>Looks whether the signer is there, so that its absence is known before somebody wants to publish.</summary>
internal sealed class SignerWatch(SignerClient signer, TimeProvider clock, ServiceRestarts restarts) : ResilientService(restarts)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            try
            {
                await signer.AskStateAsync(stoppingToken);
            }
            catch (SignerException)
            {
                // The client reported it.
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
