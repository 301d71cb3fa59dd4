using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Health;
using AccessConsole.SignIn;

namespace AccessConsole.Publishing;

/// <summary>
/// Publishes what time changes, when it does: where a grant begins or ends on the way of an engine without a clock, and where such a boundary comes within the
/// horizon of what bundles carry. Every replica tries; under the lock the first finds something to do, the others find it done.
/// </summary>
internal sealed class BoundaryPublisher(
    LivePolicy live, PolicyCompiler compiler, Publisher publisher, DegradedParts degraded, TimeProvider clock, ServiceRestarts restarts, ILogger<BoundaryPublisher> log) : ResilientService(restarts)
{
    /// <summary>How long a revision, or a clock that was set, may go unnoticed.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(5);
    private static readonly ConsoleUser System = new(Actor.System, []);

    // What was asked last, and the answer: the calendar is asked again only when something was published.
    private LiveState? asked;
    private DateTimeOffset? next;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            var isDone = !IsDue() || await TryPublishAsync(stoppingToken);
            if (isDone)
                degraded.Clear(DegradedParts.Boundaries);
            await Task.Delay(isDone ? UntilNextLook() : AgainAfter, clock, stoppingToken);
        }
    }

    private bool IsDue()
    {
        var state = live.Current;
        if (!ReferenceEquals(state, asked))
            (asked, next) = (state, compiler.Calendar.NextChange(state.Policy, state.Input.EffectiveAt));
        return next <= clock.GetUtcNow();
    }

    /// <summary>Not longer than to the boundary, so that it is published at its second.</summary>
    private TimeSpan UntilNextLook() =>
        next - clock.GetUtcNow() is { } ahead && ahead > TimeSpan.Zero && ahead < Period ? TimeSpan.FromMilliseconds(Math.Ceiling(ahead.TotalMilliseconds)) : Period;

    /// <returns>Whether what is due is published, by this replica or another, or changes no bundle.</returns>
    private async Task<bool> TryPublishAsync(CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await publisher.PublishAsync(new PublishRequest { User = System, IsBoundary = true, IsAutomatic = true }, cancellationToken);
            if (outcome.Refusal is null or { Kind: PublishRefusalKind.NothingChanged })
                return true;
            Report(outcome.Refusal.Message, null);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Report("it is tried again until it can be", e);
        }

        return false;
    }

    private void Report(string reason, Exception? failure)
    {
        var what = string.Create(CultureInfo.InvariantCulture, $"what begins or ends at {next:yyyy-MM-dd'T'HH:mm:ss'Z'} is not published: {reason}");
        if (degraded.Report(DegradedParts.Boundaries, what))
            log.LogWarning(failure, "{Reason}", what);
    }
}
