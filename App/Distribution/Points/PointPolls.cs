using System.Collections.Concurrent;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Ports;

namespace AccessConsole.Distribution.Points;

/// <summary>
/// What polls say of who sends them. A poll is known by its token, and by the header <see cref="NameHeader"/> where the puller sends one. What was handed out
/// to a poll without is put down to the token's enforcement point where it has one only; of several, nobody knows which it was.
/// </summary>
internal sealed class PointPolls(EnforcementPoints points, RolloutLedger ledger)
{
    /// <summary>In which a puller names itself as its reports do (<c>labels.name</c>).</summary>
    public const string NameHeader = "Access-Enforcement-Point";

    private const int MaxNameLength = 200;

    /// <summary>That a poll came is noted once in this time.</summary>
    private static readonly TimeSpan SeenAgainAfter = TimeSpan.FromMinutes(5);

    /// <summary>So long a poller has to report, and so to say its name, before it is listed without one.</summary>
    private static readonly TimeSpan NamedWithin = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(Guid Token, string Name), Poller> pollers = new();

    /// <summary>On the path of every poll: a look-up, but for one in minutes.</summary>
    /// <param name="header">The header as it was sent; null where it was not.</param>
    public void Note(AccessToken token, string? header, DateTimeOffset now)
    {
        var name = NameIn(header);
        if (pollers.TryGetValue((token.Id, name), out var poller))
        {
            if (poller.TrySee(now))
                See(token, name, now);
        }
        else if (name.Length == 0)
        {
            pollers.TryAdd((token.Id, name), new Poller(now, now + NamedWithin));
        }
        else if (points.TrySee(token, name, now))
        {
            // Only who is in the table is remembered here, so that this is bounded by the table.
            pollers.TryAdd((token.Id, name), new Poller(now, now + SeenAgainAfter));
        }
    }

    /// <summary>Notes that the bundle was handed out: what <see cref="Note"/> was told of before.</summary>
    public void NoteHandedOut(AccessToken token, string? header, BundleScope scope, int revision, DateTimeOffset now)
    {
        var name = NameIn(header);
        // A slice that the token of an environment may read as well is not what its enforcement points run, but for one that says so.
        if (scope.Service != token.Service && !points.Runs(EnforcementPoints.IdOf(token.Id, name), scope))
            return;
        if (!pollers.TryGetValue((token.Id, name), out var poller))
            return;
        if (name.Length > 0)
            ledger.NoteFetched(EnforcementPoints.IdOf(token.Id, name), scope, revision, now);
        else if (points.NamedOf(token.Id) is { IsAny: true } named)
            NoteOf(named.Sole, scope, revision, now);
        else
            poller.HandedOut = new(revision, now);
    }

    /// <summary>A report names who polled before without a name.</summary>
    public void NoteReport(AccessToken token)
    {
        if (pollers.TryGetValue((token.Id, ""), out var poller) && poller.HandedOut is { } handed)
        {
            poller.HandedOut = null;
            NoteOf(points.NamedOf(token.Id).Sole, new BundleScope(token.Environment!, token.Target!.Value, token.Service), handed.Revision, handed.At);
        }
    }

    /// <summary>Notes that decisions came from an enforcement point of this name.</summary>
    /// <returns>False where the table has no room for it.</returns>
    public bool TryNoteSender(AccessToken token, string name, DateTimeOffset now)
    {
        Note(token, name, now);
        return pollers.ContainsKey((token.Id, NameIn(name)));
    }

    public void RemoveSilent(DateTimeOffset now)
    {
        foreach (var (key, poller) in pollers)
        {
            if (now - poller.SeenAt >= EnforcementPoints.StaleAfter)
                pollers.TryRemove(new(key, poller));
        }
    }

    private void See(AccessToken token, string name, DateTimeOffset now)
    {
        if (name.Length > 0 || points.NamedOf(token.Id) is { IsAny: false })
            points.TrySee(token, name, now);
        else if (points.NamedOf(token.Id).Sole is { } sole)
            points.SeeKnown(sole, now);
    }

    private void NoteOf(Guid? point, BundleScope scope, int revision, DateTimeOffset at)
    {
        if (point is { } sole)
            ledger.NoteFetched(sole, scope, revision, at);
    }

    private static string NameIn(string? header)
    {
        if (string.IsNullOrWhiteSpace(header) || header.Length > MaxNameLength)
            return "";
        return header.AsSpan().ContainsAnyExceptInRange(' ', '~') ? StatusReport.Shown(header, MaxNameLength) : header;
    }

    /// <summary>What was handed out last to a poll without a name, before any report named the point.</summary>
    private sealed record Handed(int Revision, DateTimeOffset At);

    /// <param name="noteFrom">When to note again that it polls.</param>
    private sealed class Poller(DateTimeOffset now, DateTimeOffset noteFrom)
    {
        private long seen = now.UtcTicks;
        private long due = noteFrom.UtcTicks;

        public volatile Handed? HandedOut;

        public DateTimeOffset SeenAt => new(Volatile.Read(ref seen), TimeSpan.Zero);

        /// <returns>Whether it is time to note that it polls.</returns>
        public bool TrySee(DateTimeOffset at)
        {
            Volatile.Write(ref seen, at.UtcTicks);
            var from = Volatile.Read(ref due);
            return at.UtcTicks >= from && Interlocked.CompareExchange(ref due, (at + SeenAgainAfter).UtcTicks, from) == from;
        }
    }
}
