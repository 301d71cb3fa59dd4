using System.Globalization;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Rollouts;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Health;

namespace AccessConsole.Rollouts;

/// <summary>
/// Lets staged rollouts go on by their plan, halts those whose engines are not well, and those that take too long: engines without a clock carry the states of three days, and what is
/// held back would run out of them. Every replica looks; the first changes something, the others find it done.
/// </summary>
internal sealed class StageKeeper(
    BundleCatalog catalog, IStagedRolloutStore store, StagedReading reading, RolloutDesk desk, DegradedParts degraded, TimeProvider clock, ILogger<StageKeeper> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>How often it is judged that is not due: reports come every few seconds.</summary>
    private static readonly TimeSpan Judged = TimeSpan.FromSeconds(5);

    private DateTimeOffset nextJudgement;

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
        var isJudging = now >= nextJudgement;
        foreach (var rollout in rollouts.Where(rollout => rollout.State == StagedRolloutState.Going))
        {
            if (now - rollout.StartedAt >= StagedRollout.Longest)
                await desk.HaltAsync(rollout, TooLong(rollout), cancellationToken);
            else if (isJudging || rollout.DueAt <= now)
                await JudgeAsync(rollout, now, cancellationToken);
        }

        if (isJudging)
            nextJudgement = now + Judged;
        Report(rollouts.FirstOrDefault(rollout => now - rollout.StartedAt >= StagedRollout.Longest));
    }

    private async Task JudgeAsync(StagedRollout rollout, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var verdict = StageHealth.Judge(rollout, await reading.FindEvidenceAsync(rollout, cancellationToken), now);
        if (verdict.Course == StageCourse.GoOn)
            await desk.PromoteAsync(rollout, cancellationToken);
        else if (verdict.Course == StageCourse.Halt && (await desk.HaltAsync(rollout, verdict.Reason, cancellationToken)).Rollout is { } halted)
            await EndAsync(halted, cancellationToken);
    }

    /// <summary>Whoever was first to halt it: another replica has it found halted, and leaves it to that one.</summary>
    private async Task EndAsync(StagedRollout halted, CancellationToken cancellationToken)
    {
        log.LogWarning("revision {Revision} is halted at {Stage} of {Environment}: {Reason}", halted.Revision, halted.StageName, halted.Environment, halted.Reason);
        if (halted.Health.TakesBack && (await desk.TakeBackAsync(halted, cancellationToken)).Refusal is { } refusal)
            log.LogWarning("revision {Revision} is not taken back in {Environment} by itself: {Refusal}", halted.Revision, halted.Environment, refusal.Message);
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
