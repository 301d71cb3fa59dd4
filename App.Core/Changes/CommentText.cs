using System.Globalization;
using AccessConsole.Core.Documents.Text;

namespace AccessConsole.Core.Changes;

/// <summary>What people write about a change: comments and reasons. Shown as text to others, who must see what was written.</summary>
public static class CommentText
{
    public const int MaxCharacters = 4_000;

    /// <summary>The text as it is stored; null for none.</summary>
    public static string? Clean(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.ReplaceLineEndings("\n").Trim();

    /// <summary>Why the text is refused; null where it is not.</summary>
    /// <param name="field">What the text is, as the message names it.</param>
    public static string? Problem(string? text, string field, int longest = MaxCharacters)
    {
        if (text is null)
            return null;
        if (text.Length > longest)
            return string.Create(CultureInfo.InvariantCulture, $"the {field} has {text.Length} characters: use at most {longest}");
        return Characters.FirstRefused(text) is { } refused ? Holds(field, refused) : null;
    }

    /// <summary>As <see cref="Problem"/>, of a text that is a name or heading: it has no line breaks and tabs either.</summary>
    /// <inheritdoc cref="Problem"/>
    public static string? LineProblem(string? text, string field, int longest = MaxCharacters) =>
        Problem(text, field, longest) ?? (Characters.FirstRefusedInLine(text) is { } refused ? Holds(field, refused) : null);

    private static string Holds(string field, char refused) => $"the {field} holds the character {Characters.Show(refused)}: control and direction characters are refused, take it out";
}
