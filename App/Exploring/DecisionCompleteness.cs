using AccessConsole.Core.Ports;

namespace AccessConsole.Exploring;

/// <summary>How complete the log of the last 30 days is, counted once a minute for everybody who asks, once there is something to count.</summary>
public sealed class DecisionCompleteness(IDecisionLog log, TimeProvider clock) : IDisposable
{
    public static readonly TimeSpan Window = TimeSpan.FromDays(30);

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim turn = new(1);
    private DecisionCoverage? counted;
    private DateTimeOffset countedAt;

    public async Task<DecisionCoverage> OfWindowAsync(CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var now = clock.GetUtcNow();
            if (counted is { Counted: > 0 } && now - countedAt < Kept)
                return counted;
            counted = await log.CoverageAsync(now - Window, cancellationToken);
            countedAt = now;
            return counted;
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();
}
