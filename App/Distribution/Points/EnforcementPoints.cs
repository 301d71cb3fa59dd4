using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;

namespace AccessConsole.Distribution.Points;

/// <summary>The table of running engines, by their own reports to any replica.</summary>
public sealed class EnforcementPoints(RolloutLedger ledger, TimeProvider clock, ILogger<EnforcementPoints> log)
{
    /// <summary>A point silent for this long is shown as stale.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromHours(1);

    /// <summary>A point silent for this long is no longer listed.</summary>
    public static readonly TimeSpan GoneAfter = TimeSpan.FromDays(7);

    private const int MaxPoints = 100_000;

    /// <summary>Names are made up by whoever holds a token: one leaves room for the others.</summary>
    private const int MaxPerToken = 20_000;

    /// <summary>Going through the points of a token is no part of a report: one that has its share is looked through once in this time.</summary>
    private static readonly TimeSpan SweptAgainAfter = TimeSpan.FromMinutes(1);

    private const string PullerLabel = "puller";
    private const string OwnPuller = "accessctl";

    private readonly ConcurrentDictionary<Guid, EnforcementPoint> points = new();
    private readonly ConcurrentDictionary<Guid, EnforcementPoint> unsaved = new();
    private readonly ConcurrentDictionary<Guid, EnforcementPoint> unsavedPolls = new();
    private readonly Lock sweeping = new();
    private readonly Dictionary<Guid, DateTimeOffset> sweptAt = [];
    private ConcurrentDictionary<Guid, NamedPoints> namedByToken = new();

    /// <summary>The table changed; raised at most once a second; see <see cref="Listeners"/>.</summary>
    public event Action? Changed;

    /// <param name="environment">Null stands for all.</param>
    /// <returns>Points not gone, ordered by environment, target, service and name.</returns>
    public IReadOnlyList<EnforcementPoint> List(string? environment = null)
    {
        var since = clock.GetUtcNow() - GoneAfter;
        return
        [
            .. points.Values
                .Where(point => point.HeardAt > since && !IsNamedByNow(point) && (environment is null || point.Scope.Environment == environment))
                .OrderBy(point => point.Scope).ThenBy(point => point.Name, StringComparer.Ordinal).ThenBy(point => point.Id),
        ];
    }

    public static bool IsStale(EnforcementPoint point, DateTimeOffset now) => now - point.HeardAt >= StaleAfter;

    /// <param name="service">Whose slice it runs by a token that reads the whole environment; null for what the token is for.</param>
    /// <returns>False where the table is full, or holds as many of the token as it takes.</returns>
    internal bool TryReport(AccessToken token, StatusReport report, string? service = null)
    {
        var id = IdOf(token.Id, report.Name);
        if (!HasRoomFor(id, token))
            return false;
        // A puller's token names its environment and target: the token's endpoint makes none without.
        var scope = new BundleScope(token.Environment!, token.Target!.Value, token.Service ?? service);
        var now = clock.GetUtcNow();
        var point = unsaved[id] = points.AddOrUpdate(id, _ => Of(null), (_, former) => Of(former));
        NoteNamed(point);
        if (point.Revision is { } revision)
            ledger.NoteActivated(id, scope, revision, point.ActiveSince ?? now, now);
        ledger.NoteFailure(id, point.Error);
        return true;

        EnforcementPoint Of(EnforcementPoint? former) => new(
            id, token.Id, report.Name, scope, report.Revision, ActiveSince(former, report, now), now, report.Error,
            report.Labels.TryGetValue(PullerLabel, out var puller) && puller == OwnPuller, report.Labels, former?.PolledAt);
    }

    /// <summary>Notes that a point asked or sent something else than a report: so one that never reports is listed too.</summary>
    /// <param name="name">As it names itself; empty where it does not.</param>
    /// <returns>False where the table is full, or holds as many of the token as it takes.</returns>
    internal bool TrySee(AccessToken token, string name, DateTimeOffset now)
    {
        var id = IdOf(token.Id, name);
        if (!HasRoomFor(id, token))
            return false;
        var scope = new BundleScope(token.Environment!, token.Target!.Value, token.Service);
        NoteNamed(unsavedPolls[id] = points.AddOrUpdate(
            id,
            _ => new EnforcementPoint(id, token.Id, name, scope, null, null, EnforcementPoint.NeverReported, null, IsReplayProtected: false, ValueMap.Empty, now),
            (_, former) => former with { PolledAt = now }));
        return true;
    }

    /// <summary>Whether the point said last that it runs the bundle of this scope.</summary>
    internal bool Runs(Guid id, BundleScope scope) => points.TryGetValue(id, out var known) && known.Scope == scope;

    internal void SeeKnown(Guid id, DateTimeOffset now)
    {
        if (points.TryGetValue(id, out var known) && known with { PolledAt = now } is var polled && points.TryUpdate(id, polled, known))
            unsavedPolls[id] = polled;
    }

    /// <summary>Whether a point that the token names is known, and which one it is where it is the only one.</summary>
    internal (bool IsAny, Guid? Sole) NamedOf(Guid token) =>
        namedByToken.TryGetValue(token, out var named) ? (true, named.Count == 1 ? named.First : null) : (false, null);

    /// <summary>Takes what other replicas were told, where it is newer.</summary>
    internal void Merge(IEnumerable<EnforcementPoint> stored)
    {
        foreach (var point in stored)
            NoteNamed(points.AddOrUpdate(point.Id, point, (_, former) => Newer(former, point)));
    }

    /// <summary>What was reported since the last call; give it back with <see cref="PutBack"/> where it could not be stored.</summary>
    internal IReadOnlyList<EnforcementPoint> TakeUnsaved() => Take(unsaved);

    /// <summary>The same of those that only polled.</summary>
    internal IReadOnlyList<EnforcementPoint> TakeUnsavedPolls() => Take(unsavedPolls);

    internal void PutBack(IEnumerable<EnforcementPoint> taken)
    {
        // A newer report that came meanwhile stays.
        foreach (var point in taken)
            unsaved.TryAdd(point.Id, point);
    }

    internal void RemoveGone()
    {
        var since = clock.GetUtcNow() - GoneAfter;
        foreach (var (id, point) in points)
        {
            if (point.HeardAt <= since)
                points.TryRemove(new(id, point));
        }

        CountAgain();
    }

    internal void RaiseChanged() => Listeners.Tell(Changed, log);

    private static List<EnforcementPoint> Take(ConcurrentDictionary<Guid, EnforcementPoint> noted)
    {
        var taken = new List<EnforcementPoint>();
        foreach (var id in noted.Keys)
        {
            if (noted.TryRemove(id, out var point))
                taken.Add(point);
        }

        return taken;
    }

    private static EnforcementPoint Newer(EnforcementPoint known, EnforcementPoint stored)
    {
        var newest = known.LastSeen < stored.LastSeen ? stored : known;
        var polledAt = known.PolledAt > stored.PolledAt ? known.PolledAt : stored.PolledAt ?? known.PolledAt;
        return newest.PolledAt == polledAt ? newest : newest with { PolledAt = polledAt };
    }

    /// <summary>An engine polls before it reports: once it is known by name, it is not listed without.</summary>
    private bool IsNamedByNow(EnforcementPoint point) => !point.IsNamed && namedByToken.ContainsKey(point.TokenId);

    private bool HasRoomFor(Guid id, AccessToken token)
    {
        if (points.ContainsKey(id))
            return true;
        if (points.Count >= MaxPoints)
            return false;
        if (namedByToken.GetValueOrDefault(token.Id).Count >= MaxPerToken)
            RemoveSilent(token.Id);
        return namedByToken.GetValueOrDefault(token.Id).Count < MaxPerToken;
    }

    /// <summary>Of a token that has its share those that are silent make room for others of its own: engines come and go under new names.</summary>
    private void RemoveSilent(Guid token)
    {
        lock (sweeping)
        {
            var now = clock.GetUtcNow();
            if (now - sweptAt.GetValueOrDefault(token) < SweptAgainAfter)
                return;
            sweptAt[token] = now;
            foreach (var id in namedByToken.GetValueOrDefault(token).All)
            {
                if (points.TryGetValue(id, out var point) && IsStale(point, now))
                    points.TryRemove(new(id, point));
            }

            CountAgain();
        }
    }

    private void NoteNamed(EnforcementPoint point)
    {
        if (point.IsNamed)
            NamedPoints.Add(namedByToken, point);
    }

    /// <summary>One that is removed no longer keeps another from being the only one.</summary>
    private void CountAgain()
    {
        var counted = new ConcurrentDictionary<Guid, NamedPoints>();
        foreach (var point in points.Values.Where(p => p.IsNamed))
            NamedPoints.Add(counted, point);
        namedByToken = counted;
        ledger.Keep(points.ContainsKey);
    }

    /// <summary>An engine that activates the same revision again runs it since the first time; and never since the future.</summary>
    private static DateTimeOffset? ActiveSince(EnforcementPoint? former, StatusReport report, DateTimeOffset now)
    {
        if (report.Revision is null)
            return null;
        if (former?.Revision == report.Revision && former.ActiveSince is { } since)
            return since;
        return report.ActivatedAt is { } at && at < now ? at : now;
    }

    /// <summary>The id of the point that a token calls so.</summary>
    internal static Guid IdOf(Guid token, string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. token.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)], hash);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <param name="First">One of them.</param>
    /// <param name="Ids">All of them, where there are several.</param>
    private readonly record struct NamedPoints(Guid First, ConcurrentDictionary<Guid, bool>? Ids)
    {
        public IEnumerable<Guid> All => Ids is not null ? Ids.Keys : Enumerable.Repeat(First, Count);

        public int Count => Ids?.Count ?? (First == default ? 0 : 1);

        public static void Add(ConcurrentDictionary<Guid, NamedPoints> named, EnforcementPoint point) =>
            named.AddOrUpdate(point.TokenId, _ => new NamedPoints(point.Id, null), (_, known) => known.With(point.Id));

        private NamedPoints With(Guid id)
        {
            if (Ids is null && First == id)
                return this;
            var ids = Ids ?? new ConcurrentDictionary<Guid, bool> { [First] = true };
            ids[id] = true;
            return new NamedPoints(First, ids);
        }
    }
}
