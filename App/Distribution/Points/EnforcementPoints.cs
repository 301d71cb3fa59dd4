using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;

namespace AccessConsole.Distribution.Points;

/// <summary>The table of running engines, by their own reports to any replica.</summary>
public sealed class EnforcementPoints(TimeProvider clock, ILogger<EnforcementPoints> log)
{
    /// <summary>A point silent for this long is shown as stale.</summary>
    public static readonly TimeSpan StaleAfter = TimeSpan.FromHours(1);

    /// <summary>A point silent for this long is no longer listed.</summary>
    public static readonly TimeSpan GoneAfter = TimeSpan.FromDays(7);

    private const int MaxPoints = 100_000;
    private const string PullerLabel = "puller";
    private const string OwnPuller = "accessctl";

    private readonly ConcurrentDictionary<Guid, EnforcementPoint> points = new();
    private readonly ConcurrentDictionary<Guid, EnforcementPoint> unsaved = new();

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
                .Where(point => point.LastSeen > since && (environment is null || point.Scope.Environment == environment))
                .OrderBy(point => point.Scope).ThenBy(point => point.Name, StringComparer.Ordinal).ThenBy(point => point.Id),
        ];
    }

    public static bool IsStale(EnforcementPoint point, DateTimeOffset now) => now - point.LastSeen >= StaleAfter;

    /// <returns>False where the table is full.</returns>
    internal bool TryReport(AccessToken token, StatusReport report)
    {
        var id = IdOf(token.Id, report.Name);
        if (points.Count >= MaxPoints && !points.ContainsKey(id))
            return false;
        // A puller's token names its environment and target: the token's endpoint makes none without.
        var scope = new BundleScope(token.Environment!, token.Target!.Value, token.Service);
        var now = clock.GetUtcNow();
        unsaved[id] = points.AddOrUpdate(id, _ => Of(null), (_, former) => Of(former));
        return true;

        EnforcementPoint Of(EnforcementPoint? former) => new(
            id, token.Id, report.Name, scope, report.Revision, ActiveSince(former, report, now), now, report.Error,
            report.Labels.TryGetValue(PullerLabel, out var puller) && puller == OwnPuller, report.Labels);
    }

    /// <summary>Takes what other replicas were told, where it is newer.</summary>
    internal void Merge(IEnumerable<EnforcementPoint> stored)
    {
        foreach (var point in stored)
            points.AddOrUpdate(point.Id, point, (_, former) => former.LastSeen < point.LastSeen ? point : former);
    }

    /// <summary>What was reported since the last call; give it back with <see cref="PutBack"/> where it could not be stored.</summary>
    internal IReadOnlyList<EnforcementPoint> TakeUnsaved()
    {
        var taken = new List<EnforcementPoint>();
        foreach (var id in unsaved.Keys)
        {
            if (unsaved.TryRemove(id, out var point))
                taken.Add(point);
        }

        return taken;
    }

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
            if (point.LastSeen <= since)
                points.TryRemove(new(id, point));
        }
    }

    internal void RaiseChanged() => Listeners.Tell(Changed, log);

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
}
