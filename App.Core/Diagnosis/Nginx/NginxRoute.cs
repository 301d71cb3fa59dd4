using System.Collections.Immutable;

namespace AccessConsole.Core.Diagnosis.Nginx;

/// <summary>Which location nginx has serve a path, and which others would have.</summary>
/// <param name="Winner">Null where none takes it.</param>
/// <param name="Losers">The others that take the path, in no particular order.</param>
/// <param name="Untried">A location whose regex may come first and cannot be tried here; null where there is none.</param>
internal sealed record NginxRoute(NginxLocation? Winner, ImmutableArray<NginxLocation> Losers, NginxLocation? Untried)
{
    /// <param name="path">Decoded, as nginx compares it.</param>
    public static NginxRoute Of(ImmutableArray<NginxLocation> locations, string path)
    {
        NginxLocation? untried = null;
        var winner = Find(locations, path, ref untried).Location;
        var losers = All(locations).Where(l => l != winner && l.Takes(path) == true && !Contains(l, winner));
        return new NginxRoute(winner, [.. losers], untried);
    }

    public static IEnumerable<NginxLocation> All(ImmutableArray<NginxLocation> locations) => locations.SelectMany(l => All(l.Nested).Prepend(l));

    /// <summary>nginx's own order: an exact location; else the longest prefix with what is nested in it; then, unless that says <c>^~</c>, the first regex.</summary>
    private static (NginxLocation? Location, bool IsFinal) Find(ImmutableArray<NginxLocation> locations, string path, ref NginxLocation? untried)
    {
        if (locations.FirstOrDefault(l => l.Modifier == "=" && l.Pattern == path) is { } exact)
            return (exact, true);
        var prefix = locations.Where(l => l.Modifier is "" or "^~" && l.Takes(path) == true).MaxBy(l => l.Pattern.Length);
        if (prefix is not null)
        {
            var nested = Find(prefix.Nested, path, ref untried);
            if (nested.IsFinal)
                return nested;
            if (prefix.Modifier == "^~")
                return (nested.Location ?? prefix, false);
            prefix = nested.Location ?? prefix;
        }

        foreach (var regex in locations.Where(l => l.IsRegex))
        {
            if (regex.Takes(path) is not { } takes)
                untried ??= regex;
            else if (takes)
                return (Find(regex.Nested, path, ref untried).Location ?? regex, true);
        }

        return (prefix, false);
    }

    private static bool Contains(NginxLocation location, NginxLocation? inner) => inner is not null && All(location.Nested).Contains(inner);
}
