using System.Globalization;
using System.Text;

namespace AccessConsole.Components.Copying;

/// <summary>Words of a command line for bash and zsh. Others' names stand in them, and a person runs them: nothing of a word may act.</summary>
public static class ShellText
{
    /// <summary>The text as one word that the shell takes for itself alone.</summary>
    public static string Word(string text) =>
        text.Length > 0 && text.All(IsPlain) ? text
        : text.Any(Acts) ? Escaped(text)
        : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>A command that is given the text as its input.</summary>
    public static string WithInput(string command, string text)
    {
        var end = "POLICY";
        var lines = text.TrimEnd('\n').Split('\n');
        while (lines.Contains(end, StringComparer.Ordinal))
            end += "_";
        return $"{command} <<'{end}'\n{string.Join('\n', lines)}\n{end}\n";
    }

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':' or '=' or '@' or ',' or '+';

    /// <summary>Controls and marks that turn the direction of writing act on the terminal that a word is pasted into.</summary>
    private static bool Acts(char c) => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static string Escaped(string text)
    {
        var word = new StringBuilder("$'");
        foreach (var c in text)
        {
            if (Acts(c))
                word.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else if (c is '\'' or '\\')
                word.Append('\\').Append(c);
            else
                word.Append(c);
        }

        return word.Append('\'').ToString();
    }
}
