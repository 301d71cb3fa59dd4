using AccessConsole.Core.Auditing;

namespace AccessConsole.Auditing;

/// <summary>
/// Makes audit events of refused acts, so that a flood of them cannot fill the log: of each actor and act the first within a minute is an event of its
/// own and all that follow are one more, which counts them; of more actors and acts than a minute has room for, one event says how many there were.
/// </summary>
public sealed class RefusalLog(TimeProvider clock)
{
    /// <summary>Of how many actors and acts a minute tells apart.</summary>
    public const int MaxKinds = 200;

    /// <summary>How many acts of one actor a minute tells apart, so that one of them leaves room for what is refused to others.</summary>
    public const int MaxKindsOfOne = 50;

    private const int MaxUnwritten = 2 * MaxKinds;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly Dictionary<string, string?> NoFacts = [];

    private readonly Lock noting = new();
    private readonly Dictionary<(Actor, string), Series> series = [];
    private List<AuditEvent> unwritten = [];
    private long others;
    private DateTimeOffset lastOther;
    private DateTimeOffset othersToldAt;

    /// <summary>Notes the act.</summary>
    /// <returns>The event that the caller writes now; null where the act is counted with others.</returns>
    public AuditEvent? Note(RefusedAct act) => Note(act.ToEvent(clock.GetUtcNow()), act.What);

    /// <summary>Notes an act that has an event of its own.</summary>
    /// <param name="refused">As it happens now.</param>
    /// <param name="what">What is counted as the same act of its actor.</param>
    /// <returns>The event that the caller writes now; null where the act is counted with others.</returns>
    public AuditEvent? Note(AuditEvent refused, string what)
    {
        var now = refused.At;
        lock (noting)
        {
            CloseUntil(now - Minute);
            if (series.TryGetValue((refused.Actor, what), out var known))
            {
                (known.Repeats, known.LastAt) = (known.Repeats + 1, now);
                return null;
            }

            if (series.Count >= MaxKinds || series.Keys.Count(kind => kind.Item1 == refused.Actor) >= MaxKindsOfOne)
            {
                (others, lastOther) = (others + 1, now);
                return null;
            }

            series[(refused.Actor, what)] = new Series(refused) { LastAt = now };
            return refused;
        }
    }

    /// <summary>Keeps an event for <see cref="Take"/>: the machine side waits for no database.</summary>
    public void WriteLater(AuditEvent refused)
    {
        lock (noting)
        {
            if (unwritten.Count < MaxUnwritten)
                unwritten.Add(refused);
            else
                (others, lastOther) = (others + 1, refused.At);
        }
    }

    /// <summary>What is to be written by now; give back with <see cref="WriteLater"/> what could not be.</summary>
    /// <param name="all">Also what may still be counted on, because the console stops.</param>
    public IReadOnlyList<AuditEvent> Take(bool all = false)
    {
        lock (noting)
        {
            CloseUntil(all ? DateTimeOffset.MaxValue : clock.GetUtcNow() - Minute);
            if (others > 0 && (all || clock.GetUtcNow() - othersToldAt >= Minute))
            {
                othersToldAt = clock.GetUtcNow();
                var act = new RefusedAct(Actor.System, "others", "requests", "refused within a minute in which too many were refused to record each", NoFacts);
                unwritten.Add(RefusedAct.Counted(act.ToEvent(lastOther), lastOther, others));
                others = 0;
            }

            var taken = unwritten;
            unwritten = [];
            return taken;
        }
    }

    private void CloseUntil(DateTimeOffset begun)
    {
        foreach (var (kind, over) in series.Where(s => s.Value.FirstAt <= begun).ToArray())
        {
            series.Remove(kind);
            if (over.Repeats == 0)
                continue;
            if (unwritten.Count < MaxUnwritten)
                unwritten.Add(RefusedAct.Counted(over.Refused, over.LastAt, over.Repeats));
            else
                (others, lastOther) = (others + over.Repeats, over.LastAt);
        }
    }

    private sealed class Series(AuditEvent refused)
    {
        public AuditEvent Refused { get; } = refused;

        public DateTimeOffset FirstAt => Refused.At;

        public DateTimeOffset LastAt { get; set; }

        public long Repeats { get; set; }
    }
}
