using System.Collections.Immutable;
using System.Globalization;

namespace AccessConsole.Core.Analysis.Sets;

/// <summary>A set of instants from the moment of the analysis on: whether it holds that moment, and where it changes.</summary>
public sealed class TimeSet : SymbolicSet, IEquatable<TimeSet>
{
    private readonly bool holdsNow;
    private readonly ImmutableArray<DateTimeOffset> turns;

    private TimeSet(bool holdsNow, ImmutableArray<DateTimeOffset> turns) => (this.holdsNow, this.turns) = (holdsNow, turns);

    public static TimeSet Always { get; } = new(true, []);

    public override bool IsEmpty => !holdsNow && turns.IsEmpty;

    public override bool IsFull => holdsNow && turns.IsEmpty;

    /// <summary>The spans, each from its first instant (null: now) until the first instant after it (null: for ever), in order.</summary>
    public ImmutableArray<TimeSpanOfAccess> Spans
    {
        get
        {
            DateTimeOffset?[] starts = [.. holdsNow ? [null] : Array.Empty<DateTimeOffset?>(), .. turns.Where((_, i) => i % 2 == (holdsNow ? 1 : 0)).Cast<DateTimeOffset?>()];
            DateTimeOffset?[] ends = [.. turns.Where((_, i) => i % 2 == (holdsNow ? 0 : 1)).Cast<DateTimeOffset?>(), null];
            return [.. starts.Zip(ends, (from, until) => new TimeSpanOfAccess(from, until))];
        }
    }

    /// <summary>The instants of a validity that are still to come.</summary>
    public static TimeSet Of(DateTimeOffset? validFrom, DateTimeOffset? expires, DateTimeOffset now)
    {
        if (expires <= now || expires <= validFrom)
            return new TimeSet(false, []);
        DateTimeOffset[] turns = [.. validFrom > now ? [validFrom.Value] : Array.Empty<DateTimeOffset>(), .. expires is { } end ? [end] : Array.Empty<DateTimeOffset>()];
        return new TimeSet(!(validFrom > now), [.. turns.Select(t => t.ToUniversalTime())]);
    }

    /// <param name="time">Not before the moment of the analysis.</param>
    public bool Contains(DateTimeOffset time) => holdsNow ^ (turns.Count(turn => turn <= time) % 2 == 1);

    /// <summary>The first instant in it; null where there is none.</summary>
    public DateTimeOffset? First(DateTimeOffset now) => holdsNow ? now : turns.IsEmpty ? null : turns[0];

    public override SymbolicSet And(SymbolicSet other)
    {
        var set = (TimeSet)other;
        var now = holdsNow && set.holdsNow;
        var result = ImmutableArray.CreateBuilder<DateTimeOffset>();
        foreach (var turn in turns.Concat(set.turns).Distinct().Order())
        {
            if ((Contains(turn) && set.Contains(turn)) != (now ^ (result.Count % 2 == 1)))
                result.Add(turn);
        }

        return new TimeSet(now, result.ToImmutable());
    }

    public override SymbolicSet Not() => new TimeSet(!holdsNow, turns);

    public bool Equals(TimeSet? other) => other is not null && holdsNow == other.holdsNow && turns.AsSpan().SequenceEqual(other.turns.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as TimeSet);

    public override int GetHashCode() => HashCode.Combine(holdsNow, turns.Length, turns.IsEmpty ? default : turns[0]);

    /// <summary>Such as <c>until 2027-02-01 00:00 UTC</c>; empty where it is always.</summary>
    public override string ToString() => string.Join(", and ", Spans.Select(s => s.ToString()));
}

/// <summary>A span of time.</summary>
/// <param name="From">Its first instant; null for now.</param>
/// <param name="Until">The first instant after it; null for none.</param>
public readonly record struct TimeSpanOfAccess(DateTimeOffset? From, DateTimeOffset? Until)
{
    public override string ToString() => (From, Until) switch
    {
        (null, null) => "",
        ({ } from, null) => $"from {Instant(from)}",
        (null, { } until) => $"until {Instant(until)}",
        ({ } from, { } until) => $"from {Instant(from)} until {Instant(until)}",
    };

    private static string Instant(DateTimeOffset time) =>
        time.UtcDateTime.ToString(time.Ticks % TimeSpan.TicksPerMinute == 0 ? "yyyy-MM-dd HH:mm 'UTC'" : "yyyy-MM-dd HH:mm:ss.FFFFFFF 'UTC'", CultureInfo.InvariantCulture);
}
