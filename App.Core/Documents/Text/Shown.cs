namespace AccessConsole.Core.Documents.Text;

/// <summary>An author's words as messages repeat them: short, and without characters that could deceive.</summary>
internal static class Shown
{
    private const int MaxCharacters = 80;

    public static string Text(string text)
    {
        var shown = text.Length <= MaxCharacters ? text : text[..MaxCharacters] + "…";
        return Characters.FirstRefusedInLine(shown) is null
            ? shown
            : string.Concat(shown.Select(c => Characters.FirstRefusedInLine([c]) is null ? c : '\ufffd'));
    }
}
