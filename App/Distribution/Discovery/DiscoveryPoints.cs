using System.Collections.Concurrent;
using System.Globalization;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Points;

namespace AccessConsole.Distribution.Discovery;

/// <summary>
/// What polling Envoys run, by their own requests: each names the version that it applied. Envoy does not say that it refused one, but asks again
/// with the version before, which is how it is told here.
/// </summary>
internal sealed class DiscoveryPoints(EnforcementPoints points, RolloutLedger ledger, TimeProvider clock)
{
    private const int MaxNodes = 100_000;

    /// <summary>As many enforcement points as there are to be at all: whoever holds one token and makes up names leaves room for the others.</summary>
    private const int MaxNodesPerToken = 20_000;
    private const int MaxSubscriptions = 32;
    private const int MaxErrorLength = 1_000;
    private const int MaxNameLength = 200;

    /// <summary>Polls are many: what they say is reported when it changed, or once in this time.</summary>
    private static readonly TimeSpan ReportedAgainAfter = TimeSpan.FromMinutes(1);

    /// <summary>Going through all nodes is no part of a poll: a full table is looked through once in this time.</summary>
    private static readonly TimeSpan SweptAgainAfter = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(Guid Token, string Node), Node> nodes = new();
    private readonly Lock adding = new();
    private readonly Dictionary<Guid, int> counts = [];
    private DateTimeOffset sweptAt;

    /// <param name="served">The version that this request is answered with; null where it has the current one.</param>
    public void Note(AccessToken token, DiscoveryRequest request, string typeUrl, string? served)
    {
        var now = clock.GetUtcNow();
        if (!nodes.TryGetValue((token.Id, request.NodeId), out var node) && (node = Add(token.Id, request.NodeId, now)) is null)
            return;
        if (node.Note(request, typeUrl, served, now) is var (revision, error))
            points.TryReport(token, new StatusReport(StatusReport.Shown(request.NodeId, MaxNameLength), LabelsOf(request), revision, null, error));
        if (served is not null && DiscoveryResources.RevisionOf(served) is { } handedOut)
            ledger.NoteFetched(
                EnforcementPoints.IdOf(token.Id, StatusReport.Shown(request.NodeId, MaxNameLength)), new BundleScope(token.Environment!, token.Target!.Value, token.Service), handedOut, now);
    }

    private static ValueMap LabelsOf(DiscoveryRequest request) => new(
    [
        new("name", StatusReport.Shown(request.NodeId, MaxNameLength)),
        new("puller", "envoy"),
        .. request.Cluster.Length > 0 ? [new("cluster", StatusReport.Shown(request.Cluster, MaxNameLength))] : Array.Empty<KeyValuePair<string, string>>(),
    ]);

    /// <returns>Null where there is no room: what such a node runs is not noted, and it is served all the same.</returns>
    private Node? Add(Guid token, string id, DateTimeOffset now)
    {
        lock (adding)
        {
            if (nodes.TryGetValue((token, id), out var known))
                return known;
            if (IsFull(token) && now - sweptAt >= SweptAgainAfter)
                RemoveSilent(now);
            if (IsFull(token))
                return null;
            counts[token] = counts.GetValueOrDefault(token) + 1;
            return nodes[(token, id)] = new Node(now);
        }
    }

    private bool IsFull(Guid token) => nodes.Count >= MaxNodes || counts.GetValueOrDefault(token) >= MaxNodesPerToken;

    private void RemoveSilent(DateTimeOffset now)
    {
        sweptAt = now;
        foreach (var (key, node) in nodes)
        {
            if (now - node.LastSeen >= EnforcementPoints.StaleAfter && nodes.TryRemove(new(key, node)) && --counts[key.Token] == 0)
                counts.Remove(key.Token);
        }
    }

    /// <summary>One Envoy, which polls for each of its resources apart.</summary>
    private sealed class Node(DateTimeOffset since)
    {
        private readonly Dictionary<string, Subscription> subscriptions = new(StringComparer.Ordinal);
        private (int? Revision, string? Error)? reported;
        private DateTimeOffset reportedAt;

        public DateTimeOffset LastSeen { get; private set; } = since;

        /// <returns>What to report; null where nothing is new.</returns>
        public (int? Revision, string? Error)? Note(DiscoveryRequest request, string typeUrl, string? served, DateTimeOffset now)
        {
            lock (subscriptions)
            {
                LastSeen = now;
                Forget(now);
                var key = subscriptions.Count < MaxSubscriptions ? $"{typeUrl} {string.Join(' ', request.Names)}" : typeUrl;
                subscriptions[key] = Subscription.After(subscriptions.GetValueOrDefault(key), request, typeUrl, served, now);
                var found = Found();
                if (reported == found && now - reportedAt < ReportedAgainAfter)
                    return null;
                (reported, reportedAt) = (found, now);
                return found;
            }
        }

        /// <summary>It runs a revision when each of its resources is of that or a later one.</summary>
        private (int?, string?) Found()
        {
            var revisions = subscriptions.Values.Select(s => DiscoveryResources.RevisionOf(s.Version)).ToArray();
            return (revisions.Contains(null) ? null : revisions.Min(), subscriptions.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => s.Value.Error).FirstOrDefault(e => e is not null));
        }

        private void Forget(DateTimeOffset now)
        {
            foreach (var (key, subscription) in subscriptions.ToArray())
            {
                if (now - subscription.SeenAt >= EnforcementPoints.StaleAfter)
                    subscriptions.Remove(key);
            }
        }
    }

    /// <param name="Version">What it applied last.</param>
    /// <param name="Served">What it was given at its last request; null where that was nothing.</param>
    private sealed record Subscription(string Version, string? Served, string? Error, DateTimeOffset SeenAt)
    {
        public static Subscription After(Subscription? before, DiscoveryRequest request, string typeUrl, string? served, DateTimeOffset now) =>
            new(request.Version, served, ErrorOf(before, request, typeUrl), now);

        private static string? ErrorOf(Subscription? before, DiscoveryRequest request, string typeUrl)
        {
            if (request.Error is { } said)
                return StatusReport.Shown(said, MaxErrorLength);
            // Without a version it began anew, and says nothing of what it was given before that.
            var beganAnew = request.Version.Length == 0 && before?.Version.Length > 0;
            return before?.Served is { } given && given != request.Version && !beganAnew
                ? string.Create(CultureInfo.InvariantCulture, $"revision {DiscoveryResources.RevisionOf(given)} of {typeUrl[(typeUrl.LastIndexOf('.') + 1)..]} was given and not applied: envoy refused it (its log says why) or did not get it")
                : null;
        }
    }
}
