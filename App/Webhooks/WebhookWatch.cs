using AccessConsole.Core.Ports;
using AccessConsole.Core.Webhooks;
using AccessConsole.Distribution.Points;
using AccessConsole.Drifting;
using AccessConsole.Publishing;

namespace AccessConsole.Webhooks;

/// <summary>What comes about by time alone, without anybody's act: grants that are about to expire, engines that fell silent, and those that drifted.</summary>
public sealed class WebhookWatch(LivePolicy live, EnforcementPoints points, DriftWatch drift, TimeProvider clock)
{
    /// <summary>How long before its end a grant is told of.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(7);

    // The database keeps each once; this keeps it from being asked each time.
    private readonly HashSet<string> told = new(StringComparer.Ordinal);

    /// <summary>Everything that is so now and that this replica did not tell yet.</summary>
    public IReadOnlyList<WebhookMessage> Look()
    {
        var now = clock.GetUtcNow();
        var messages = live.Current.Policy.Grants.Values.Where(g => g.Expires is { } end && end > now && end - now <= Ahead).Select(g => WebhookPayload.Expiring(g, g.Expires!.Value, now))
            .Concat(points.List().Where(p => EnforcementPoints.IsStale(p, now)).Select(p => WebhookPayload.Stale(p, now)))
            .Concat(drift.Findings.Select(f => WebhookPayload.Drift(f, now)))
            .ToList();
        // What is over is no longer held; were it so again, the database would still know.
        told.IntersectWith(messages.Select(m => m.Key));
        return [.. messages.Where(m => !told.Contains(m.Key))];
    }

    /// <summary>Notes that the messages were stored.</summary>
    public void NoteTold(IEnumerable<WebhookMessage> messages) => told.UnionWith(messages.Select(m => m.Key));
}
