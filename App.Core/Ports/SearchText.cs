using System.Globalization;

namespace AccessConsole.Core.Ports;

/// <summary>What somebody types to find something in a list: words, each of which must stand somewhere in what is found, in capitals or not.</summary>
public static class SearchText
{
    /// <summary>Each word is compared with every row, so that they are bounded. Stores do not look at what is beyond it.</summary>
    public const int MaxCharacters = 200;

    /// <summary>Why a search is refused; null where it is not.</summary>
    public static string? Problem(string? search) => search?.Length > MaxCharacters
        ? string.Create(CultureInfo.InvariantCulture, $"`q` has {search.Length} characters: use at most {MaxCharacters}")
        : null;
}
