using System.Globalization;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Health;

namespace AccessConsole.Rollouts;

/// <summary>
/// Lets staged rollouts go on by time, and halts those that take too long: engines without a clock carry the states of three days, and what is held back would run out of them. Every
/// replica looks; the first changes something, the others find it done. Stages that go on by health are none of its business.
/// </summary>
internal sealed class StageKeeper(BundleCatalog catalog, IStagedRolloutStore store, RolloutDesk desk, DegradedParts degraded, TimeProvider clock, ILogger<StageKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TurnAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning(e, "staged rollouts could not be looked after; nothing more is released meanwhile");
            }
        }
    }

    private async Task TurnAsync(CancellationToken cancellationToken)
    {
        // Where nothing is held back nothing goes on: the database is not asked then.
        var rollouts = catalog.Holds().Count == 0 ? [] : await store.ListLiveAsync(cancellationToken);
        var now = clock.GetUtcNow();
        foreach (var rollout in rollouts.Where(rollout => rollout.State == StagedRolloutState.Going))
        {
            if (now - rollout.StartedAt >= StagedRollout.Longest)
                await desk.HaltAsync(rollout, TooLong(rollout), cancellationToken);
            else if (rollout.Stage?.Advance == StageAdvance.ByTime && rollout.DueAt <= now)
                await desk.PromoteAsync(rollout, cancellationToken);
        }

        Report(rollouts.FirstOrDefault(rollout => now - rollout.StartedAt >= StagedRollout.Longest));
    }

    private void Report(StagedRollout? late)
    {
        if (late is null)
            degraded.Clear(DegradedParts.Rollouts);
        else if (degraded.Report(DegradedParts.Rollouts, $"in {late.Environment} {TooLong(late)}"))
            log.LogWarning("in {Environment} {Reason}", late.Environment, TooLong(late));
    }

    private static string TooLong(StagedRollout rollout) => string.Create(
        CultureInfo.InvariantCulture, $"revision {rollout.Revision} is held back for more than {StagedRollout.Longest.TotalHours:0} hours: let it go on to the end or take it back, because bundles carry what time changes for three days only");
}
