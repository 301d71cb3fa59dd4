using System.Buffers;
using System.Text;

namespace AccessConsole.Core.Import;

/// <summary>
/// Several values in one cell: semicolons between them, spaces around them mean nothing, and a backslash takes the next character for what
/// it is. <c>key=value</c> is an entry, and a star alone means all.
/// </summary>
internal static class CellText
{
    private const char Escape = '\\';
    private const char Separator = ';';
    private const char Equal = '=';
    private const char Star = '*';

    private static readonly SearchValues<char> Meaningful = SearchValues.Create([Escape, Separator, Equal, Star]);

    public static string Join(IEnumerable<string> values) => string.Join(Separator, values.Select(Escaped));

    /// <summary>As <see cref="Join(IEnumerable{string})"/>, where a star alone would mean all.</summary>
    public static string JoinNames(IEnumerable<string> names) => string.Join(Separator, names.Select(n => n is [Star] ? $"{Escape}{Star}" : Escaped(n)));

    public static string Join(IEnumerable<(string Key, string Value)> entries) =>
        string.Join(Separator, entries.Select(e => $"{Escaped(e.Key)}{Equal}{Escaped(e.Value)}"));

    /// <summary>The values of a cell, in order; empty ones are none.</summary>
    public static List<CellValue> Split(string cell)
    {
        // Nearly every cell is one plain word.
        if (!cell.AsSpan().ContainsAny(Meaningful))
            return cell.Trim(' ') is { Length: > 0 } plain ? [new CellValue(plain, IsAll: false)] : [];
        var values = new List<CellValue>();
        var letters = Letters(cell);
        for (var start = 0; start <= letters.Count;)
        {
            var end = letters.FindIndex(start, letter => letter.Is(Separator)) is >= 0 and var found ? found : letters.Count;
            if (ValueOf(Trimmed(letters.GetRange(start, end - start))) is { } value)
                values.Add(value);
            start = end + 1;
        }

        return values;
    }

    private static CellValue? ValueOf(List<Letter> letters)
    {
        if (letters.Count == 0)
            return null;
        var isAll = letters is [var only] && only.Is(Star);
        var equal = letters.FindIndex(letter => letter.Is(Equal));
        return equal < 0
            ? new CellValue(Text(letters), isAll)
            : new CellValue(Text(letters), isAll, Text(Trimmed(letters.GetRange(0, equal))), Text(Trimmed(letters.GetRange(equal + 1, letters.Count - equal - 1))));
    }

    private static List<Letter> Letters(string cell)
    {
        var letters = new List<Letter>(cell.Length);
        for (var i = 0; i < cell.Length; i++)
        {
            var isEscape = cell[i] == Escape && i + 1 < cell.Length;
            letters.Add(isEscape ? new Letter(cell[++i], IsEscaped: true) : new Letter(cell[i], IsEscaped: false));
        }

        return letters;
    }

    private static List<Letter> Trimmed(List<Letter> letters)
    {
        var (start, end) = (0, letters.Count);
        while (start < end && letters[start].Is(' '))
            start++;
        while (end > start && letters[end - 1].Is(' '))
            end--;
        return letters.GetRange(start, end - start);
    }

    private static string Text(List<Letter> letters) => string.Concat(letters.Select(letter => letter.Value));

    private static string Escaped(string text)
    {
        var result = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is Escape or Separator or Equal || (text[i] == ' ' && (i == 0 || i == text.Length - 1)))
                result.Append(Escape);
            result.Append(text[i]);
        }

        return result.ToString();
    }

    private readonly record struct Letter(char Value, bool IsEscaped)
    {
        public bool Is(char meaning) => Value == meaning && !IsEscaped;
    }
}

/// <param name="Text">The whole of it.</param>
/// <param name="IsAll">Whether it is a star.</param>
/// <param name="Key">What stands before the first equals sign; null where there is none.</param>
/// <param name="Value">What stands after it.</param>
internal sealed record CellValue(string Text, bool IsAll, string? Key = null, string Value = "");
