namespace AccessConsole.Core.Documents.Editing;

/// <summary>Where the lines of a text begin and end.</summary>
internal static class TextLines
{
    public static int Start(string text, int at) => at == 0 ? 0 : text.LastIndexOf('\n', at - 1) + 1;

    /// <summary>Where the line's end stands, or the text's.</summary>
    public static int End(string text, int at) => text.IndexOf('\n', at) is >= 0 and var end ? end : text.Length;

    public static int Column(string text, int at) => at - Start(text, at);
}
