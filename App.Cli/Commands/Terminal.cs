using System.Globalization;

namespace AccessConsole.Cli.Commands;

/// <summary>
/// Keeps others' words from acting on the reader's terminal: an answer or a document may hold escape sequences, or marks that turn the
/// direction of writing. There is no colour either: output is the same in a terminal, a pipe and a build's log.
/// </summary>
internal static class Terminal
{
    public static string Shown(string text) => text.Any(Acts) ? string.Concat(text.Select(c => Acts(c) ? '\ufffd' : c)) : text;

    private static bool Acts(char c) => (char.IsControl(c) && c is not ('\n' or '\t')) || char.GetUnicodeCategory(c) == UnicodeCategory.Format;
}
