using AccessConsole.Core.Documents.Editing;
using AccessConsole.Core.Model;

namespace AccessConsole.Components.Pages.Editing.Fields;

/// <summary>Names with their values as a person types them: <c>key=value</c>.</summary>
internal static class KeyedText
{
    public static ValueList<string> Of(ObjectText text, string pointer) => text.Members(pointer).Select(m => $"{m.Name}={m.Value}").ToValueList();

    /// <summary>A key that is typed again has the later value.</summary>
    public static IReadOnlyList<(string Name, string Value)> Read(ValueList<string> texts) =>
        [.. texts.Select(Read).Reverse().DistinctBy(m => m.Name).Reverse()];

    private static (string Name, string Value) Read(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at ? (text[..at].Trim(), text[(at + 1)..].Trim()) : (text, "");
}
