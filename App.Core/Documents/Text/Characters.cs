using System.Globalization;

namespace AccessConsole.Core.Documents.Text;

/// <summary>Characters that could make a text look other than it is, to a person or to an engine.</summary>
internal static class Characters
{
    /// <summary>The first character that no text may hold: controls but for line breaks and tabs, bidi controls, lone surrogates; null for none.</summary>
    public static char? FirstRefused(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is >= ' ' and < '\u007f' || IsLayout(c))
                continue;
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsControl(c) || char.IsSurrogate(c) || IsDeceptive(c))
                return c;
        }

        return null;
    }

    /// <summary>The first line break or tab, or other refused character: none of them belongs into a text of one line.</summary>
    public static char? FirstRefusedInLine(ReadOnlySpan<char> text)
    {
        var layout = text.IndexOfAny('\n', '\r', '\t');
        return layout >= 0 ? text[layout] : FirstRefused(text);
    }

    /// <summary>The text on one line, and no longer than that: what is refused there, and what is cut off, is a character of its own.</summary>
    public static string Excerpt(string text, int length)
    {
        var line = new System.Text.StringBuilder(text);
        for (var i = 0; i < line.Length; i++)
        {
            if (char.IsHighSurrogate(line[i]) && i + 1 < line.Length && char.IsLowSurrogate(line[i + 1]))
                i++;
            else if (FirstRefusedInLine([line[i]]) is not null)
                line[i] = ' ';
        }

        if (line.Length <= length)
            return line.ToString();
        line.Length = char.IsHighSurrogate(line[length - 2]) ? length - 2 : length - 1;
        return line.Append('…').ToString();
    }

    public static string Show(char c) => string.Create(CultureInfo.InvariantCulture, $"U+{(int)c:X4}");

    private static bool IsLayout(char c) => c is '\n' or '\r' or '\t';

    /// <summary>Direction marks, overrides and isolates, line and paragraph separators, the byte order mark.</summary>
    private static bool IsDeceptive(char c) =>
        c is '\u061c' or '\u200e' or '\u200f' or '\u2028' or '\u2029' or '\ufeff'
        or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
