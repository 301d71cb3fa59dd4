using System.Data.Common;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Health;
using AccessConsole.Telemetry;
using Microsoft.Extensions.Options;

namespace AccessConsole.Distribution.Decisions;

/// <summary>Writes what waits to the database, and ends days that are over. While the database is away decisions wait in memory.</summary>
internal sealed class DecisionKeeper(
    DecisionQueue queue, IDecisionLog log, DecisionThread thread, DecisionMetrics metrics, DegradedParts degraded, IOptions<DecisionOptions> options, TimeProvider clock, ServiceRestarts restarts, ILogger<DecisionKeeper> logger) : ResilientService(restarts)
{
    private const int MostAtOnce = 10_000;
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastAttempt = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan EndEvery = TimeSpan.FromHours(1);

    /// <summary>Taken from the queue and not yet settled.</summary>
    private IReadOnlyList<DecisionBatch> inHand = [];

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(LastAttempt);
        while (inHand.Count > 0 || (inHand = queue.TakeRest(MostAtOnce)).Count > 0)
        {
            if (!bounded.IsCancellationRequested && await TryWriteAsync(bounded.Token))
                continue;
            GiveUp(inHand, LossCauses.Stopped);
            inHand = [];
        }
    }

    protected override Task RunAsync(CancellationToken stoppingToken) => RunTogetherAsync(stoppingToken, WriteAsync, EndAsync);

    private async Task WriteAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            inHand = await queue.TakeAsync(MostAtOnce, stopping);
            await WriteInHandAsync(stopping);
            // A moment's rest gathers more for the next transaction, which costs the database nearly as much for few as for many.
            await Task.Delay(Gathering, clock, stopping);
        }
    }

    private async Task WriteInHandAsync(CancellationToken stopping)
    {
        for (var wait = ShortestWait; !await TryWriteAsync(stopping); wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
            await Task.Delay(wait, clock, stopping);
    }

    /// <returns>False where the database is away: what is in hand stays there.</returns>
    private async Task<bool> TryWriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(inHand, cancellationToken);
        }
        catch (Exception e) when (IsRefusal(e))
        {
            if (!await TryWriteOneByOneAsync(cancellationToken))
                return false;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            NoteAway(e);
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }

        inHand = [];
        if (degraded.Clear(DegradedParts.Decisions))
            logger.LogInformation("decisions of engines are written again");
        return true;
    }

    /// <summary>The database refuses what is in hand as it is: then each batch by itself, so that one that is bad takes no other with it.</summary>
    private async Task<bool> TryWriteOneByOneAsync(CancellationToken cancellationToken)
    {
        foreach (var batch in inHand)
        {
            try
            {
                await WriteAsync([batch], cancellationToken);
            }
            catch (Exception e) when (IsRefusal(e))
            {
                logger.LogError(e, "the database refuses {Count} decisions of engines", batch.Decisions.Count);
                GiveUp([batch], LossCauses.Refused);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                NoteAway(e);
                return false;
            }
            catch (OperationCanceledException)
            {
                return false;
            }

            inHand = [.. inHand.Skip(1)];
        }

        return true;
    }

    private async Task WriteAsync(IReadOnlyList<DecisionBatch> batches, CancellationToken cancellationToken)
    {
        IReadOnlyList<LoggedDecision> decisions = [.. batches.SelectMany(batch => batch.Decisions)];
        IReadOnlyList<DecisionLoss> losses = [.. batches.SelectMany(batch => batch.Losses)];
        var added = await thread.RunAsync(() => log.AddAsync(decisions, losses, cancellationToken));
        metrics.CountKept(added, decisions.Count);
        queue.LetGo(batches);
    }

    private void GiveUp(IReadOnlyList<DecisionBatch> batches, string cause)
    {
        var count = batches.Sum(batch => batch.Decisions.Count);
        metrics.CountLost(cause, count);
        logger.LogError("{Count} decisions of engines were not kept: {Cause}", count, cause);
        queue.LetGo(batches);
    }

    private void NoteAway(Exception exception)
    {
        if (degraded.Report(DegradedParts.Decisions, $"{metrics.Waiting} decisions of engines wait in memory for the database; once the queue is full engines keep theirs"))
            logger.LogWarning(exception, "decisions of engines cannot be written; they are kept in memory as far as it goes");
    }

    private async Task EndAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(EndEvery, clock);
        do
        {
            try
            {
                var now = clock.GetUtcNow();
                await log.EndAsync(now - options.Value.Retention, now - options.Value.CountsRetention, stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                logger.LogWarning(e, "days of decisions that are over could not be ended; tried again within the hour");
            }
        }
        while (await timer.WaitForNextTickAsync(stopping));
    }

    /// <summary>Whether the data is at fault (classes 22 and 23 of SQLSTATE): trying again would change nothing.</summary>
    private static bool IsRefusal(Exception exception) =>
        exception is DbException { SqlState: { } state } && (state.StartsWith("22", StringComparison.Ordinal) || state.StartsWith("23", StringComparison.Ordinal));
}
