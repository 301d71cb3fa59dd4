using System.Globalization;
using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;
using Microsoft.Extensions.Options;

namespace AccessConsole.Retention;

/// <summary>Removes what is over by the configured periods, and says in the audit log how much.</summary>
public sealed class RetentionJob(IRetentionStore store, IOptions<RetentionOptions> options, TimeProvider clock)
{
    /// <summary>Of each kind in one transaction, so that nobody waits long for a lock.</summary>
    public const int AtOnce = 5_000;

    /// <returns>What was removed, all in all.</returns>
    public async Task<RetentionCounts> RunAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var limits = LimitsAt(now);
        var total = RetentionCounts.None;
        while (true)
        {
            var removed = await store.RemoveAsync(limits, AtOnce, counts => Event(counts, now), cancellationToken);
            if (removed.IsNothing)
                return total;
            total = new RetentionCounts(
                total.Messages + removed.Messages, total.Removed + removed.Removed, total.EndedTokens + removed.EndedTokens, total.SilentPoints + removed.SilentPoints,
                total.RolloutSteps + removed.RolloutSteps, total.Rollouts + removed.Rollouts);
        }
    }

    private RetentionLimits LimitsAt(DateTimeOffset now)
    {
        var periods = options.Value;
        return new RetentionLimits(Before(periods.WebhookMessageDays), Before(periods.RemovedDays), Before(periods.EndedTokenDays), Before(periods.SilentPointDays),
            Before(periods.RolloutStepDays), Before(periods.RolloutDays));

        DateTimeOffset? Before(int days) => days == 0 ? null : now.AddDays(-days);
    }

    private static AuditEvent Event(RetentionCounts counts, DateTimeOffset now)
    {
        (string Name, int Count)[] kinds =
        [
            ("webhookMessages", counts.Messages), ("ofRemoved", counts.Removed), ("endedTokens", counts.EndedTokens), ("silentPoints", counts.SilentPoints),
            ("rolloutSteps", counts.RolloutSteps), ("rollouts", counts.Rollouts),
        ];
        return new AuditEvent(
            now, Actor.System, AuditActions.RetentionApplied, "retention",
            kinds.Where(k => k.Count > 0).ToDictionary(k => k.Name, k => (string?)k.Count.ToString(CultureInfo.InvariantCulture), StringComparer.Ordinal));
    }
}
