using System.Collections.Immutable;

namespace AccessConsole.Core.Changes;

/// <summary>How many approvals are missing where, as a sentence.</summary>
public static class MissingApprovals
{
    /// <summary>Places that are told one by one; more of them are counted.</summary>
    private const int MaxPlaces = 5;

    /// <returns>Null where none is missing.</returns>
    public static string? Of(ImmutableArray<PlaceApproval> places)
    {
        var parts = places.GroupBy(at => at.Place.Environment!).SelectMany(InOne).ToLookup(part => part.Missing, part => part.Where);
        return parts.Count == 0 ? null : string.Join("; ", parts.OrderByDescending(part => part.Key).Select(part => Sentence(part.Key, [.. part])));
    }

    /// <summary>An environment is told as one where all its places lack the same.</summary>
    private static IEnumerable<(int Missing, string Where)> InOne(IGrouping<string, PlaceApproval> environment)
    {
        PlaceApproval[] open = [.. environment.Where(at => at.Missing > 0)];
        return open.Length == environment.Count() && open.DistinctBy(at => at.Missing).Count() == 1
            ? [(open[0].Missing, $"`{environment.Key}`")]
            : open.Select(at => (at.Missing, $"{at.Place}"));
    }

    private static string Sentence(int missing, string[] places)
    {
        var more = places.Length > MaxPlaces ? $" and {places.Length - MaxPlaces} more places" : "";
        return $"{missing} more approval{(missing == 1 ? " is" : "s are")} needed for {string.Join(", ", places.Take(MaxPlaces))}{more}";
    }
}
