using System.Globalization;
using System.Text;

namespace AccessConsole.Distribution.Decisions;

/// <summary>Text that somebody else wrote into a log, made fit for pages and the database.</summary>
internal static class LogText
{
    /// <summary>The text within its limit; control characters, and those that change how others read (bidirectional ones, say), replaced.</summary>
    public static string Clean(string text, int limit)
    {
        if (text.Length <= limit && IsPlain(text))
            return text;
        var clean = new StringBuilder(Math.Min(text.Length, limit));
        foreach (var rune in text.EnumerateRunes())
        {
            var shown = IsShown(rune) ? rune : Rune.ReplacementChar;
            if (clean.Length + shown.Utf16SequenceLength > limit)
                break;
            clean.Append(shown);
        }

        return clean.ToString();
    }

    /// <summary>Whether it is a name as policies have them: what is none cannot be one of theirs.</summary>
    public static bool IsName(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= 63 && text[0] != '-' && text[^1] != '-' && !text.ContainsAnyExcept(NameCharacters);

    public static bool IsHexadecimal(ReadOnlySpan<char> text, int length) => text.Length == length && !text.ContainsAnyExcept(Hexadecimal);

    private static readonly System.Buffers.SearchValues<char> NameCharacters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly System.Buffers.SearchValues<char> Hexadecimal = System.Buffers.SearchValues.Create("0123456789abcdef");

    private static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExceptInRange(' ', '~');

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);
}
