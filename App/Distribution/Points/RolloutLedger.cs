using System.Collections.Concurrent;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Catalog;
using AccessConsole.Publishing;

namespace AccessConsole.Distribution.Points;

/// <summary>
/// What enforcement points did with their bundles, on its way to the database: each thing once, however often it is told. It grows with the points that are
/// listed, and with what the database did not take yet.
/// </summary>
public sealed class RolloutLedger(BundleCatalog catalog, ILogger<RolloutLedger> log)
{
    /// <summary>What waits while the database is away; beyond it what is newest is left out until it is told again.</summary>
    private const int MaxUnsaved = 200_000;

    private readonly ConcurrentDictionary<Guid, Known> known = new();
    private readonly Lock gate = new();
    private Dictionary<(Guid Point, int Revision), PointStep> steps = [];
    private Dictionary<Guid, PointFailure> failures = [];
    private volatile int version;

    /// <summary>Grows with each <see cref="Changed"/>, before it is raised.</summary>
    public int Version => version;

    /// <summary>The ledger changed, or may have at another replica; raised at most once a second; see <see cref="Listeners"/>.</summary>
    public event Action? Changed;

    internal void NoteFetched(Guid point, BundleScope scope, int revision, DateTimeOffset now)
    {
        if (KnownOf(point).TakeFetched(revision))
            Add(new PointStep(point, scope, revision, now, null, null, now));
    }

    /// <param name="at">As the engine says; never after <paramref name="now"/>.</param>
    internal void NoteActivated(Guid point, BundleScope scope, int revision, DateTimeOffset at, DateTimeOffset now)
    {
        if (MayBe(revision) && KnownOf(point).TakeActivated(revision))
            Add(new PointStep(point, scope, revision, null, at, null, now));
    }

    /// <summary>A decision by a revision is proof enough that it runs.</summary>
    internal void NoteObserved(Guid point, BundleScope scope, int revision, DateTimeOffset at, DateTimeOffset now)
    {
        if (!MayBe(revision) || !KnownOf(point).TakeObserved(revision))
            return;
        var seen = at < now ? at : now;
        Add(new PointStep(point, scope, revision, null, seen, seen, now));
    }

    /// <param name="error">Null where the report names none.</param>
    internal void NoteFailure(Guid point, string? error)
    {
        if (!KnownOf(point).TakeError(error))
            return;
        lock (gate)
            failures[point] = new PointFailure(point, error);
    }

    /// <summary>What was noted since the last call; give it back with <see cref="PutBack"/> where it could not be stored.</summary>
    internal (IReadOnlyList<PointStep> Steps, IReadOnlyList<PointFailure> Failures) TakeUnsaved()
    {
        lock (gate)
        {
            (IReadOnlyList<PointStep>, IReadOnlyList<PointFailure>) taken = ([.. steps.Values], [.. failures.Values]);
            (steps, failures) = ([], []);
            return taken;
        }
    }

    internal void PutBack(IReadOnlyList<PointStep> takenSteps, IReadOnlyList<PointFailure> takenFailures)
    {
        foreach (var step in takenSteps)
            Add(step);
        lock (gate)
        {
            foreach (var failure in takenFailures)
                failures.TryAdd(failure.PointId, failure);
        }
    }

    /// <summary>Forgets points that are no longer listed.</summary>
    internal void Keep(Func<Guid, bool> isListed)
    {
        foreach (var point in known.Keys.Where(point => !isListed(point)))
            known.TryRemove(point, out _);
    }

    internal void RaiseChanged()
    {
        Interlocked.Increment(ref version);
        Listeners.Tell(Changed, log);
    }

    /// <summary>Revisions that an engine makes up would take the room of what is true. What this replica does not have yet is told again.</summary>
    private bool MayBe(int revision) => revision <= catalog.CurrentRevision;

    private Known KnownOf(Guid point) => known.GetOrAdd(point, _ => new Known());

    private void Add(PointStep step)
    {
        lock (gate)
        {
            var key = (step.PointId, step.Revision);
            if (steps.TryGetValue(key, out var former))
                steps[key] = former with { Fetched = Earlier(former.Fetched, step.Fetched), Activated = Earlier(former.Activated, step.Activated), Observed = Earlier(former.Observed, step.Observed) };
            else if (steps.Count < MaxUnsaved)
                steps[key] = step;
            else
                known.TryRemove(step.PointId, out _);
        }
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? left, DateTimeOffset? right) => left is null || right < left ? right ?? left : left;

    /// <summary>The last that was noted of one point.</summary>
    private sealed class Known
    {
        private readonly Lock gate = new();
        private string? error;
        private int fetched = -1;
        private int activated = -1;
        private int observed = -1;

        public bool TakeFetched(int revision) => Take(ref fetched, revision);

        public bool TakeActivated(int revision) => Take(ref activated, revision);

        public bool TakeObserved(int revision) => Take(ref observed, revision);

        public bool TakeError(string? newest) => Take(ref error, newest);

        private bool Take<T>(ref T last, T newest)
        {
            lock (gate)
            {
                if (EqualityComparer<T>.Default.Equals(last, newest))
                    return false;
                last = newest;
                return true;
            }
        }
    }
}
