using AccessConsole.Distribution.Health;
using Microsoft.Extensions.Options;

namespace AccessConsole.Signing;

/// <summary>Takes a renewed key list without a restart, and says in time that one is needed.</summary>
internal sealed class KeyListKeeper(
    SigningKeyRing ring, SigningKeySource source, DegradedParts degraded, TimeProvider clock, ServiceRestarts restarts, ILogger<KeyListKeeper> logger) : ResilientService(restarts)
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan WarnedBefore = TimeSpan.FromDays(7);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        do
            Look();
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private void Look()
    {
        try
        {
            ring.Renew(source.ReadKeyList(ring));
        }
        catch (Exception e) when (e is OptionsValidationException or IOException or UnauthorizedAccessException)
        {
            logger.LogError(e, "the key list could not be read anew; the one in memory stays");
        }

        if (ring.KeyList.Expires - clock.GetUtcNow() > WarnedBefore)
            degraded.Clear(DegradedParts.KeyList);
        else
            degraded.Report(DegradedParts.KeyList, $"the list of signing keys expires at {ring.KeyList.Expires:u}: sign a new one with `accessctl keys list`");
    }
}
