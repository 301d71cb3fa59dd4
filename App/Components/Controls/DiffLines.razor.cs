using AccessConsole.Core.Documents;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Controls;

/// <summary>Lines of two texts, with what was added and removed.</summary>
public sealed partial class DiffLines
{
    [Parameter, EditorRequired]
    public required string Title { get; set; }

    [Parameter, EditorRequired]
    public required IReadOnlyList<DiffLine> Lines { get; set; }

    [Parameter, EditorRequired]
    public required string Test { get; set; }

    private static string? ClassOf(DiffLine line) => line.Kind switch
    {
        DiffLineKind.Added => "diff-in",
        DiffLineKind.Removed => "diff-out",
        DiffLineKind.Gap => "diff-gap",
        DiffLineKind.Same => null,
    };

    private static string SignOf(DiffLine line) => line.Kind switch
    {
        DiffLineKind.Added => "+",
        DiffLineKind.Removed => "−",
        DiffLineKind.Gap => "⋯",
        DiffLineKind.Same => " ",
    };
}
