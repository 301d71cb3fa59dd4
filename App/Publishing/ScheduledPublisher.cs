using System.Globalization;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Health;
using AccessConsole.SignIn;

namespace AccessConsole.Publishing;

/// <summary>
/// Publishes drafts at the instants that people set. The schedule is in the database with its draft, so that a restart or an outage past the instant needs
/// nothing else; every replica tries, and under the lock the first finds it due, the others find it done. What is refused then is never tried again.
/// </summary>
internal sealed class ScheduledPublisher(IDraftStore drafts, Publisher publisher, DegradedParts degraded, TimeProvider clock, ServiceRestarts restarts, ILogger<ScheduledPublisher> log) : ResilientService(restarts)
{
    /// <summary>How late a publish may begin while everything works.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan AgainAfter = TimeSpan.FromSeconds(5);
    private const int AtOnce = 1_000;

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
            await Task.Delay(await TryAsync(stoppingToken) ? Period : AgainAfter, clock, stoppingToken);
    }

    private async Task<bool> TryAsync(CancellationToken cancellationToken)
    {
        var allPublished = true;
        try
        {
            foreach (var due in await drafts.ListDueAsync(clock.GetUtcNow(), AtOnce, cancellationToken))
                allPublished &= await TryPublishAsync(due, cancellationToken);
            if (allPublished)
                degraded.Clear(DegradedParts.Schedules);
            return allPublished;
        }
        catch (Exception e) when (StoreFailures.IsAway(e) && !cancellationToken.IsCancellationRequested)
        {
            // Its own part says so.
            return false;
        }
    }

    /// <summary>One that does not get out keeps none of the others in.</summary>
    private async Task<bool> TryPublishAsync(DueDraft due, CancellationToken cancellationToken)
    {
        try
        {
            await PublishAsync(due, cancellationToken);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (degraded.Report(DegradedParts.Schedules, Late(due)))
                log.LogWarning(e, "{Reason}", Late(due));
            return false;
        }
    }

    private async Task PublishAsync(DueDraft due, CancellationToken cancellationToken)
    {
        var request = new PublishRequest { User = new ConsoleUser(due.Schedule.By, []), Draft = due.Id, ExpectedDigest = due.Schedule.Digest, Schedule = due.Schedule };
        var outcome = await publisher.PublishAsync(request, cancellationToken);
        if (outcome.Refusal is { Kind: not PublishRefusalKind.NotDue } refusal)
            log.LogWarning("draft {Draft} was not published at the time set for it: {Reason}", due.Id, refusal.Message);
    }

    private static string Late(DueDraft due) =>
        string.Create(CultureInfo.InvariantCulture, $"draft {due.Id}, which was to be published at {due.Schedule.At.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}, is not: it is tried again until it can be");
}
