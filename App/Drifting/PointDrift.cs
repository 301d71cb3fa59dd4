using System.Globalization;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Drift;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Distribution.Points;
using AccessConsole.Publishing;

namespace AccessConsole.Drifting;

/// <summary>What enforcement points say that they run, held against what was published for them.</summary>
public sealed class PointDrift(EnforcementPoints points, BundleCatalog catalog, IBundleStore bundles, LivePolicy live, TimeProvider clock)
{
    private const string DigestLabel = "digest";
    private const string RepairedLabel = "repaired";
    private const int MaxAsked = 200;
    private const int MaxPublished = 10_000;

    /// <summary>How many findings one look tells at most, of all tokens.</summary>
    private const int MaxFindings = 1_000;

    private static readonly TimeSpan RepairedFor = TimeSpan.FromDays(1);

    /// <summary>What was found published of earlier revisions; it stays so.</summary>
    private readonly Dictionary<(BundleScope, int), string[]> published = [];

    private readonly FindingShares shares = new();
    private HashSet<Guid> ahead = [];

    /// <summary>Whether the last look found more than it tells.</summary>
    public bool HasMore { get; private set; }

    /// <summary>Everything that is so now. A database that is away leaves earlier revisions for the next look.</summary>
    public async Task<IReadOnlyList<DriftFinding>> LookAsync(CancellationToken cancellationToken)
    {
        var (now, head, asked) = (clock.GetUtcNow(), Math.Max(live.Current.Revision, catalog.CurrentRevision), 0);
        var (findings, aheadNow, hasMore) = (new List<DriftFinding>(), new HashSet<Guid>(), false);
        foreach (var point in points.List())
        {
            if (RepairOf(point, now) is { } repaired)
                Tell(point, repaired);
            if (point.Revision is not { } revision)
                continue;
            if (revision > head)
            {
                // Another replica may have published a moment ago: told once it was so twice.
                aheadNow.Add(point.Id);
                if (ahead.Contains(point.Id))
                    Tell(point, Of(point, DriftKind.RevisionAhead, string.Create(CultureInfo.InvariantCulture, $"it says that it runs revision {revision}; the newest is {head}")));
                continue;
            }

            if (await DigestsOfAsync(point.Scope, revision, () => asked++ < MaxAsked, cancellationToken) is { } digests && OfArchive(point, revision, digests) is { } finding)
                Tell(point, finding);
        }

        (ahead, HasMore) = (aheadNow, hasMore);
        return findings;

        void Tell(EnforcementPoint point, DriftFinding found)
        {
            if (findings.Count < MaxFindings && shares.Take(point.TokenId, found.Key, now))
                findings.Add(found);
            else
                hasMore = true;
        }
    }

    private static DriftFinding? OfArchive(EnforcementPoint point, int revision, string[] digests)
    {
        if (digests.Length == 0)
            return Of(point, DriftKind.RevisionUnpublished, string.Create(CultureInfo.InvariantCulture, $"it says that it runs revision {revision}, at which nothing was published for {point.Scope}"));
        return point.Labels.GetValueOrDefault(DigestLabel) is { } digest && !digests.Contains(digest, StringComparer.Ordinal)
            ? Of(point, DriftKind.UnknownDigest, string.Create(CultureInfo.InvariantCulture, $"it says that it runs `{digest}` as revision {revision}, which is no archive of it"))
            : null;
    }

    private static DriftFinding? RepairOf(EnforcementPoint point, DateTimeOffset now) =>
        point.Labels.GetValueOrDefault(RepairedLabel) is { } text
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && at <= now && now - at < RepairedFor
            ? Of(point, DriftKind.ObjectsRepaired, "what its engine had was not what its puller had applied: somebody else changed it, and it was put right") with
            {
                Key = $"{DriftKind.ObjectsRepaired.Name()}/{point.Id}/{at.UtcDateTime:yyyyMMdd}",
                FirstSeen = at,
                LastSeen = at,
            }
            : null;

    // INVARIANT (no flood): no text of the reporter's is in the key, so that it is not another finding with each report.
    private static DriftFinding Of(EnforcementPoint point, DriftKind kind, string finding) => new(
        string.Create(CultureInfo.InvariantCulture, $"{kind.Name()}/{point.Id}/{point.Revision}"),
        kind, point.Id, point.Name, point.Scope, point.Revision, finding, point.ActiveSince ?? point.LastSeen, point.LastSeen);

    /// <summary>The digests of the archives that were published for the scope at exactly that revision; null where it was not asked.</summary>
    private async Task<string[]?> DigestsOfAsync(BundleScope scope, int revision, Func<bool> mayAsk, CancellationToken cancellationToken)
    {
        if (catalog.Find(scope)?.Current is { } current && current.Revision == revision)
            return [.. current.Bundles.Select(b => NameOf(b.Stored.Sha256))];
        if (published.TryGetValue((scope, revision), out var known))
            return known;
        if (!mayAsk())
            return null;
        var found = await bundles.ListDigestsAsync(scope, revision, cancellationToken);
        if (published.Count >= MaxPublished)
            published.Clear();
        return published[(scope, revision)] = [.. found.Select(NameOf).Distinct()];
    }

    private static string NameOf(ReadOnlyMemory<byte> sha256) => Core.Bundles.ContentDigest.Name(sha256.Span);
}
