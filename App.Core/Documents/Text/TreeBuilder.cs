using System.Globalization;
using System.Text;
using AccessConsole.Core.Diagnostics;

namespace AccessConsole.Core.Documents.Text;

/// <summary>What reading YAML and reading JSON have in common: depth, duplicate names and characters are judged the same way.</summary>
internal sealed class TreeBuilder(ProblemList problems, bool anyCharacter = false)
{
    // One step for each open list or object: the member or item being read.
    private readonly List<(string? Name, int Index)> path = [];

    public void Enter(int line, int column)
    {
        path.Add(default);
        if (path.Count > DocumentLimits.Nesting)
        {
            throw UnreadableTextException.At(
                DiagnosticCodes.NestingTooDeep, $"lists and objects are nested deeper than {DocumentLimits.Nesting} levels: no policy needs that", line, column);
        }
    }

    public void At(string? name, int index = 0) => path[^1] = (name, index);

    public void Leave() => path.RemoveAt(path.Count - 1);

    public void Add(MappingNode mapping, Member member)
    {
        if (mapping.Find(member.Name) is null)
            mapping.Add(member);
        else
            Report(DiagnosticCodes.DuplicateKey, $"`{Shown.Text(member.Name)}` is given twice: keep one of them", member.Line, member.Column);
    }

    /// <summary>The text, or null once it has been reported for a character that no text may hold.</summary>
    public string? Checked(string text, int line, int column)
    {
        if (anyCharacter || Characters.FirstRefused(text) is not { } refused)
            return text;
        Report(DiagnosticCodes.TextCharacter, $"the text holds the character {Characters.Show(refused)}: control and direction characters are refused", line, column);
        return null;
    }

    public void Report(string code, string message, int line, int column) =>
        problems.Add(new Diagnostic(code, Severity.Error, message, Pointer(), line, column));

    private string Pointer()
    {
        var pointer = new StringBuilder();
        foreach (var (name, index) in path)
            pointer.Append('/').Append(name is null ? index.ToString(CultureInfo.InvariantCulture) : DocumentNode.EscapeStep(name));
        return pointer.ToString();
    }
}
