using AccessConsole.Core.Model;

namespace AccessConsole.Core.Evaluation;

/// <summary>What path templates make of a raw path, just as a decision does: first whether it is canonical, then which template stands for it.</summary>
/// <param name="IsCanonical">Where it is not, every engine refuses the path, whatever the templates say.</param>
/// <param name="Template">The first template that matches; null where none does, or the path is refused.</param>
public sealed record PathAnswer(string Path, bool IsCanonical, PathTemplate? Template)
{
    public static PathAnswer Of(string path, IEnumerable<PathTemplate> templates) =>
        CanonicalPath.IsCanonical(path) ? new PathAnswer(path, true, templates.FirstOrDefault(t => t.Matches(path))) : new PathAnswer(path, false, null);
}
