using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Decisions;
using AccessConsole.Distribution.Health;

namespace AccessConsole.Distribution.Deciding;

/// <summary>Makes lines of the log of what was decided over HTTP, beside the answering, and gives them to the same queue as engines' decisions.</summary>
internal sealed class DecidedKeeper(DecidedLog decided, DecisionQueue queue, TimeProvider clock, ServiceRestarts restarts, ILogger<DecidedKeeper> logger) : ResilientService(restarts)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private bool wasFull;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        HandOn();
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
            HandOn();
    }

    private void HandOn()
    {
        var (requests, lost) = decided.Take();
        if (requests.Count == 0 && lost.Count == 0)
            return;
        var isTaken = TryAdd(requests, lost);
        if (!isTaken)
            GiveUp(requests, lost);
        Say(isFull: !isTaken || lost.Count > 0);
    }

    /// <returns>False where there was no room, or something went wrong: the next may go better, so the console goes on.</returns>
    private bool TryAdd(IReadOnlyList<DecidedRequest> requests, IReadOnlyDictionary<(string Environment, string Point), long> lost)
    {
        try
        {
            return queue.TryAdd(BatchOf(requests, lost));
        }
        catch (Exception e)
        {
            logger.LogError(e, "{Count} decisions over HTTP could not be handed on to the log; they are counted as lost", requests.Count);
            return false;
        }
    }

    private DecisionBatch BatchOf(IReadOnlyList<DecidedRequest> requests, IReadOnlyDictionary<(string Environment, string Point), long> lost)
    {
        var now = clock.GetUtcNow();
        DateTimeOffset hour = new(now.UtcTicks - (now.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);
        var (lines, unreadable) = LinesOf(requests);
        return DecisionBatch.Of(
            lines,
            [
                .. lost.Select(loss => new DecisionLoss(hour, loss.Key.Environment, loss.Key.Point, LossCauses.NoRoom, loss.Value)),
                .. unreadable.GroupBy(request => request.Asker).Select(asker => new DecisionLoss(hour, asker.Key.Environment!, DecidedRequest.PointOf(asker.Key), LossCauses.Unreadable, asker.Count())),
            ]);
    }

    /// <summary>One of which no line can be made takes no other with it.</summary>
    private (IReadOnlyList<LoggedDecision> Lines, IReadOnlyList<DecidedRequest> Unreadable) LinesOf(IReadOnlyList<DecidedRequest> requests)
    {
        var maker = new DecidedLines();
        var lines = new List<LoggedDecision>(requests.Count);
        var unreadable = new List<DecidedRequest>();
        foreach (var request in requests)
        {
            try
            {
                lines.Add(maker.Of(request));
            }
            catch (Exception e)
            {
                unreadable.Add(request);
                if (unreadable.Count == 1)
                    logger.LogError(e, "no line of the log can be made of a decision over HTTP; it and others like it are counted as lost");
            }
        }

        return (lines, unreadable);
    }

    private void Say(bool isFull)
    {
        if (isFull && !wasFull)
            logger.LogWarning("there is no room for all decisions over HTTP: those that are not kept are counted, and told when there is room");
        else if (wasFull && !isFull)
            logger.LogInformation("decisions over HTTP are all kept again");
        wasFull = isFull;
    }

    /// <summary>They are told as lost once there is room for that.</summary>
    private void GiveUp(IReadOnlyList<DecidedRequest> requests, IReadOnlyDictionary<(string Environment, string Point), long> lost)
    {
        foreach (var ((environment, point), number) in lost)
            decided.NoteLost(environment, point, number);
        foreach (var asker in requests.GroupBy(request => request.Asker))
            decided.NoteLost(asker.Key.Environment!, DecidedRequest.PointOf(asker.Key), asker.Count());
    }
}
