using System.Collections.Immutable;

namespace AccessConsole.Publishing;

/// <summary>Says what time did, as the summary of the revision that time made.</summary>
internal static class BoundarySummary
{
    /// <summary>A revision's summary stays one line.</summary>
    private const int NamesShown = 3;

    public const string Ahead = "By time: what begins and ends in the days ahead";

    /// <returns>Null where nothing began or ended.</returns>
    public static string? Of((ImmutableSortedSet<string> Begun, ImmutableSortedSet<string> Ended) passed)
    {
        string[] parts = [.. Part(passed.Ended, "ended"), .. Part(passed.Begun, "began")];
        return parts.Length > 0 ? $"By time: {string.Join("; ", parts)}" : null;
    }

    private static IEnumerable<string> Part(ImmutableSortedSet<string> names, string what)
    {
        if (names.IsEmpty)
            yield break;
        var rest = names.Count > NamesShown ? $" and {names.Count - NamesShown} more" : "";
        yield return $"{string.Join(", ", names.Take(NamesShown))}{rest} {what}";
    }
}
