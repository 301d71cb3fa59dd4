using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Health;

namespace AccessConsole.Distribution.Points;

/// <summary>Stores the ledger in batches, and has publishes judged by the goals of their environments. While the database is away it goes on from memory.</summary>
internal sealed class RolloutKeeper(RolloutLedger ledger, IRolloutStore store, TimeProvider clock, ServiceRestarts restarts, ILogger<RolloutKeeper> logger) : ResilientService(restarts)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private bool isFailing;
    private string lastState = "";

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(async token => await SaveAsync(token), cancellationToken);
    }

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        do
        {
            await TryAsync(TurnAsync, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TryAsync(Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        try
        {
            await act(cancellationToken);
            isFailing = false;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (!isFailing)
                logger.LogWarning(e, "how publishes arrive cannot be stored; it is kept in memory as far as it goes");
            isFailing = true;
        }
    }

    private async Task TurnAsync(CancellationToken cancellationToken)
    {
        var saved = await SaveAsync(cancellationToken);
        var round = await store.AdvanceAsync(clock.GetUtcNow(), MissedEvent, cancellationToken);
        // What another replica was told shows in the state once it is counted.
        var isChanged = saved || round.State != lastState || round.Judged.Count > 0;
        lastState = round.State;
        if (isChanged)
            ledger.RaiseChanged();
        foreach (var missed in round.Judged.Where(r => r.Outcome == RolloutOutcome.Missed))
            logger.LogWarning("revision {Revision} was in force in time at {InTime} of {Concerned} enforcement points of {Environment}: the goal is {Needed}", missed.Revision, missed.InTime, missed.Concerned, missed.Environment, missed.Needed);
    }

    private async Task<bool> SaveAsync(CancellationToken cancellationToken)
    {
        var (steps, failures) = ledger.TakeUnsaved();
        if (steps.Count + failures.Count == 0)
            return false;
        try
        {
            await store.SaveAsync(steps, failures, cancellationToken);
            return true;
        }
        catch
        {
            ledger.PutBack(steps, failures);
            throw;
        }
    }

    private AuditEvent MissedEvent(Rollout missed) => new(
        clock.GetUtcNow(), Actor.System, AuditActions.RolloutMissed, $"rollout/{Text(missed.Revision)}/{missed.Environment}",
        new Dictionary<string, string?>
        {
            ["summary"] = $"revision {Text(missed.Revision)} was in force at {Text(missed.InTime)} of {Text(missed.Concerned)} enforcement points of {missed.Environment} within {Text((int)missed.Goal.Within.TotalSeconds)} s, where {Text(missed.Goal.Percent)} % are to be",
            ["revision"] = Text(missed.Revision),
            ["environment"] = missed.Environment,
            ["percent"] = Text(missed.Goal.Percent),
            ["withinSeconds"] = Text((int)missed.Goal.Within.TotalSeconds),
            ["concerned"] = Text(missed.Concerned),
            ["inTime"] = Text(missed.InTime),
            ["activated"] = Text(missed.Activated),
            ["failing"] = Text(missed.Failing),
        });

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
