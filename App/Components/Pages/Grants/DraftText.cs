using System.Text;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>
/// The texts of a draft's grants as their authors wrote them, in one: each under a line that names its grant. A text that another
/// program wrote has no such lines and so no parts.
/// </summary>
public sealed class DraftText
{
    private const string Heading = "--- # grant ";

    private readonly List<(string Grant, string Text)> parts = [];

    public static DraftText Parse(string? text)
    {
        var result = new DraftText();
        StringBuilder? part = null;
        foreach (var line in (text ?? "").Split('\n'))
        {
            if (line.StartsWith(Heading, StringComparison.Ordinal))
            {
                result.Close(part);
                result.parts.Add((line[Heading.Length..], ""));
                part = new StringBuilder();
            }
            else
            {
                part?.Append(line).Append('\n');
            }
        }

        result.Close(part);
        return result;
    }

    public IEnumerable<string> Grants => parts.Select(p => p.Grant);

    public string? Find(string grant) => parts.FirstOrDefault(p => p.Grant == grant).Text;

    public void Set(string grant, string text)
    {
        var at = parts.FindIndex(p => p.Grant == grant);
        if (at < 0)
            parts.Add((grant, text));
        else
            parts[at] = (grant, text);
    }

    public void Remove(string grant) => parts.RemoveAll(p => p.Grant == grant);

    public override string ToString() => string.Concat(parts.Select(p => $"{Heading}{p.Grant}\n{p.Text}{(p.Text.EndsWith('\n') || p.Text.Length == 0 ? "" : "\n")}"));

    private void Close(StringBuilder? part)
    {
        if (part is null)
            return;
        // The last line end of a part belongs to the next heading, or to the end of the text.
        var text = part.ToString();
        parts[^1] = (parts[^1].Grant, text.EndsWith("\n\n", StringComparison.Ordinal) || text == "\n" ? text[..^1] : text);
    }
}
