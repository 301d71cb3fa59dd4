namespace AccessConsole.Core.Compilation;

/// <summary>
/// How far ahead a bundle carries the states of an engine without a clock: 72 hours from its effective instant, and on to the end of that day in UTC. The horizon is
/// the same all day, so that what is published meanwhile for other reasons leaves these bundles as they are.
/// </summary>
internal static class StateHorizon
{
    private static readonly TimeSpan Reach = TimeSpan.FromHours(72 + 24);

    public static DateTimeOffset Of(DateTimeOffset effectiveAt) => StartOfDay(effectiveAt) + Reach;

    /// <summary>The first instant whose horizon takes the boundary in.</summary>
    public static DateTimeOffset EntryOf(DateTimeOffset boundary)
    {
        var earliest = boundary - Reach;
        var day = StartOfDay(earliest);
        return day == earliest ? day : day.AddDays(1);
    }

    private static DateTimeOffset StartOfDay(DateTimeOffset instant) => new(instant.UtcDateTime.Date, TimeSpan.Zero);
}
