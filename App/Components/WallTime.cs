using System.Globalization;

namespace AccessConsole.Components;

/// <summary>What the clocks of a time zone mean by a date and time.</summary>
/// <param name="Instants">None where the clocks leave the time out, two where they show it twice, earliest first.</param>
/// <param name="LeftOut">From when to when the clocks skip, where they leave the time out.</param>
internal sealed record WallTime(IReadOnlyList<DateTimeOffset> Instants, (DateTime From, DateTime To)? LeftOut = null)
{
    public static WallTime Of(DateTime local, TimeZoneInfo zone)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(local))
            return new WallTime([], Gap(local, zone));
        var offsets = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local) : [zone.GetUtcOffset(local)];
        return new WallTime([.. offsets.Select(offset => new DateTimeOffset(local, offset)).OrderBy(at => at.UtcTicks)]);
    }

    /// <summary>The instant as the zone's clocks show it.</summary>
    public static DateTimeOffset At(DateTimeOffset instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant, zone);

    /// <summary>Such as <c>UTC+01:00</c>.</summary>
    public static string Offset(DateTimeOffset at) =>
        $"UTC{(at.Offset < TimeSpan.Zero ? '-' : '+')}{at.Offset.Duration().ToString("hh\\:mm", CultureInfo.InvariantCulture)}";

    private static (DateTime From, DateTime To) Gap(DateTime local, TimeZoneInfo zone)
    {
        var (from, to) = (Minute(local), Minute(local));
        while (zone.IsInvalidTime(from.AddMinutes(-1)))
            from = from.AddMinutes(-1);
        while (zone.IsInvalidTime(to))
            to = to.AddMinutes(1);
        return (from, to);
    }

    private static DateTime Minute(DateTime at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMinute));
}
