using AccessConsole.Core.Ports;

namespace AccessConsole.Data.Stores;

/// <summary>A <see cref="SearchText"/> as PostgreSQL's ILIKE compares it.</summary>
internal static class SearchWords
{
    private static readonly char[] Between = [' ', '\t', '\n', '\r', '\0'];

    /// <summary>A pattern for each word that finds it anywhere in a text; from its second character on it finds only what begins so. Empty where nothing is searched for.</summary>
    public static string[] Patterns(string? search) =>
        [.. Bounded(search ?? "").Split(Between, StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).Select(word => $"%{Literal(word)}%")];

    private static string Bounded(string search) =>
        search.Length <= SearchText.MaxCharacters ? search
        : char.IsHighSurrogate(search[SearchText.MaxCharacters - 1]) ? search[..(SearchText.MaxCharacters - 1)]
        : search[..SearchText.MaxCharacters];

    /// <summary>The word with what stands for other characters in a pattern taken as itself.</summary>
    private static string Literal(string word) =>
        word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);
}
