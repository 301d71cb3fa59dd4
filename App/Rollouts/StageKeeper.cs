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
    BundleCatalog catalog, IStagedRolloutStore store, StagedReading reading, RolloutDesk desk, DegradedParts degraded, TimeProvider clock, ServiceRestarts restarts, ILogger<StageKeeper> log) : ResilientService(restarts)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>How often it is judged that is not due: reports come every few seconds.</summary>
    private static readonly TimeSpan Judged = TimeSpan.FromSeconds(5);

    private DateTimeOffset nextJudgement;

    protected override async Task RunAsync(CancellationToken stoppingToken)
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
                await TryAsync(rollout, () => desk.HaltAsync(rollout, TooLong(rollout), cancellationToken), cancellationToken);
            else if (isJudging || rollout.DueAt <= now)
                await TryAsync(rollout, () => JudgeAsync(rollout, now, cancellationToken), cancellationToken);
        }

        if (isJudging)
            nextJudgement = now + Judged;
        Report(rollouts.FirstOrDefault(rollout => now - rollout.StartedAt >= StagedRollout.Longest));
    }

    /// <summary>What fails of one rollout keeps nobody from looking after the others; it is looked after again.</summary>
    private async Task TryAsync(StagedRollout rollout, Func<Task> act, CancellationToken cancellationToken)
    {
        try
        {
            await act();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.LogWarning(e, "revision {Revision} in {Environment} could not be looked after; it stays where it is", rollout.Revision, rollout.Environment);
        }
    }

    private async Task JudgeAsync(StagedRollout rollout, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var verdict = StageHealth.Judge(rollout, await reading.FindEvidenceAsync(rollout, cancellationToken), now);
        if (verdict.Course == StageCourse.GoOn)
            await desk.PromoteAsync(rollout, cancellationToken);
        else if (verdict.Course == StageCourse.Halt && !(verdict.IsIll && rollout.Health.TakesBack && await TakeBackAsync(rollout, verdict.Reason, cancellationToken)))
            await desk.HaltAsync(rollout, verdict.Reason, cancellationToken);
    }

    /// <returns>False where that is not for the console to do: then it is halted, for a person.</returns>
    private async Task<bool> TakeBackAsync(StagedRollout rollout, string reason, CancellationToken cancellationToken)
    {
        var outcome = await desk.TakeBackAsync(rollout, reason, cancellationToken);
        if (outcome.Refusal is { } refusal)
            log.LogWarning("revision {Revision} is not taken back in {Environment} by itself: {Refusal}", rollout.Revision, rollout.Environment, refusal.Message);
        return outcome.Refusal is null;
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
