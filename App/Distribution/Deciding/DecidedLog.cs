using System.Collections.Concurrent;
using AccessConsole.Core.Ports;
using AccessConsole.Tokens;

namespace AccessConsole.Distribution.Deciding;

/// <summary>
/// What was decided over HTTP, noted in passing: no answer waits for it. It holds as many as are taken out at once, so that whatever is asked, keeping them costs no more than so much of the machine; those beyond are
/// counted, not kept.
/// </summary>
internal sealed class DecidedLog
{
    /// <summary>Between two times that <see cref="DecidedKeeper"/> takes them out: with that 10,000 a second, which is what the database is meant to take.</summary>
    public const int MostWaiting = 2_000;

    /// <summary>More than any version of the format has; a header may be as long as all of a request's together.</summary>
    private const int LongestTraceParent = 200;

    private readonly ConcurrentQueue<DecidedRequest> waiting = new();
    private readonly Lock gate = new();
    private readonly Dictionary<(string Environment, string Point), long> lost = [];
    private int count;

    /// <summary>Notes the decisions of one call, as far as there is room.</summary>
    public Noting Begin(LiveToken asker, HttpContext context) => new(this, asker.Token, context.Request.Headers.TraceParent is [{ Length: <= LongestTraceParent } parent] ? parent : null);

    /// <summary>What waits, and how many did not find room since it was asked last, by environment and who asked.</summary>
    public (IReadOnlyList<DecidedRequest> Requests, IReadOnlyDictionary<(string Environment, string Point), long> Lost) Take()
    {
        var taken = new List<DecidedRequest>(Volatile.Read(ref count));
        while (taken.Count < MostWaiting && waiting.TryDequeue(out var request))
            taken.Add(request);
        Interlocked.Add(ref count, -taken.Count);
        lock (gate)
        {
            var missed = lost.ToDictionary();
            lost.Clear();
            return (taken, missed);
        }
    }

    public void NoteLost(string environment, string point, long number)
    {
        lock (gate)
            lost[(environment, point)] = lost.GetValueOrDefault((environment, point)) + number;
    }

    /// <summary>One call's decisions.</summary>
    internal struct Noting(DecidedLog log, AccessToken asker, string? traceParent)
    {
        private int missed;

        public void Add(in AskedRequest asked, in LiveDecision decided)
        {
            // Those who come at the same moment may be a few more than fit.
            if (Volatile.Read(ref log.count) >= MostWaiting)
            {
                missed++;
                return;
            }

            var request = DecidedRequest.Of(asker, asked, traceParent, decided);
            Interlocked.Increment(ref log.count);
            log.waiting.Enqueue(request);
        }

        public readonly void End()
        {
            if (missed > 0)
                log.NoteLost(asker.Environment!, DecidedRequest.PointOf(asker), missed);
        }
    }
}
