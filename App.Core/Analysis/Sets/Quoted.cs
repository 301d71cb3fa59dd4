using System.Globalization;

namespace AccessConsole.Core.Analysis.Sets;

/// <summary>Text in backticks from which it cannot break out, so that two different texts never read the same.</summary>
internal static class Quoted
{
    public static string Text(string text) => $"`{string.Concat(text.Select(Shown))}`";

    private static string Shown(char c) => c is '`' or '\\' || char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        ? string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")
        : c.ToString();
}
