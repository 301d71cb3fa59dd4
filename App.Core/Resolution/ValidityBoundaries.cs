using System.Collections.Immutable;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Resolution;

/// <summary>
/// The instants at which a rule begins or ends, in order. In whole seconds, as bundles and revisions name instants: a fraction counts as the second
/// after it, so that at each of these everything before it has happened.
/// </summary>
public sealed class ValidityBoundaries
{
    private static readonly DateTimeOffset Last = DateTimeOffset.MaxValue - TimeSpan.FromSeconds(1);

    private readonly ImmutableArray<DateTimeOffset> instants;

    internal ValidityBoundaries(IEnumerable<Grant> grants) =>
        instants = [.. grants.SelectMany(g => new[] { g.ValidFrom, g.Expires }).OfType<DateTimeOffset>().Where(t => t < Last).Select(InWholeSeconds).Distinct().Order()];

    public int Count => instants.Length;

    public DateTimeOffset this[int index] => instants[index];

    /// <summary>How many there are up to an instant, itself included: which of the periods between them it lies in.</summary>
    public int CountUpTo(DateTimeOffset instant)
    {
        var found = instants.BinarySearch(instant);
        return found >= 0 ? found + 1 : ~found;
    }

    public DateTimeOffset? FirstAfter(DateTimeOffset instant) => CountUpTo(instant) is var count && count < Count ? instants[count] : null;

    public DateTimeOffset? LastUpTo(DateTimeOffset instant) => CountUpTo(instant) is var count && count > 0 ? instants[count - 1] : null;

    /// <summary>Those after the one instant, up to the other.</summary>
    public IEnumerable<DateTimeOffset> Between(DateTimeOffset after, DateTimeOffset upTo) => instants.Skip(CountUpTo(after)).TakeWhile(t => t <= upTo);

    /// <summary>The instant of a bound as engines without a clock are told of it.</summary>
    public static DateTimeOffset InWholeSeconds(DateTimeOffset bound) =>
        bound.UtcTicks % TimeSpan.TicksPerSecond is > 0 and var fraction ? bound.AddTicks(TimeSpan.TicksPerSecond - fraction) : bound;
}
