using System.Text;
using AccessConsole.Core.Model;

namespace AccessConsole.Drafts;

/// <summary>
/// The texts of a draft's objects as their authors wrote them, in one: each under a line that names its object. A text that another
/// program wrote has no such lines and so no parts.
/// </summary>
public sealed class DraftText
{
    /// <summary>Under what the text of a new object is kept until it has a name.</summary>
    public const string Unnamed = "(unnamed)";

    private readonly List<(PolicyReference Object, string Text)> parts = [];

    public static DraftText Parse(string? text)
    {
        var result = new DraftText();
        StringBuilder? part = null;
        foreach (var line in (text ?? "").Split('\n'))
        {
            if (ReadHeading(line) is { } named)
            {
                result.Close(part);
                result.parts.Add((named, ""));
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

    public IEnumerable<PolicyReference> Objects => parts.Select(p => p.Object);

    public string? Find(PolicyReference named) => parts.FirstOrDefault(p => p.Object == named).Text;

    public void Set(PolicyReference named, string text)
    {
        var at = parts.FindIndex(p => p.Object == named);
        if (at < 0)
            parts.Add((named, text));
        else
            parts[at] = (named, text);
    }

    public void Remove(PolicyReference named) => parts.RemoveAll(p => p.Object == named);

    public override string ToString() => string.Concat(parts.Select(p => $"{Heading(p.Object.Kind)}{p.Object.Name}\n{p.Text}{(p.Text.EndsWith('\n') || p.Text.Length == 0 ? "" : "\n")}"));

    private static string Heading(PolicyKind kind) => $"--- # {kind.Noun()} ";

    private static PolicyReference? ReadHeading(string line)
    {
        foreach (var kind in PolicyKinds.All)
        {
            if (line.StartsWith(Heading(kind), StringComparison.Ordinal))
                return new PolicyReference(kind, line[Heading(kind).Length..]);
        }

        return null;
    }

    private void Close(StringBuilder? part)
    {
        if (part is null)
            return;
        // The last line end of a part belongs to the next heading, or to the end of the text.
        var text = part.ToString();
        parts[^1] = (parts[^1].Object, text.EndsWith("\n\n", StringComparison.Ordinal) || text == "\n" ? text[..^1] : text);
    }
}
