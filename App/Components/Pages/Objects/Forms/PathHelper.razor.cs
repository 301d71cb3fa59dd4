using AccessConsole.Core.Evaluation;
using AccessConsole.Core.Model;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Objects.Forms;

public sealed partial class PathHelper
{
    // A permission of many paths has no more samples than a person reads.
    private const int MaxTemplates = 3;

    private IReadOnlyList<PathTemplate> templates = [];
    private ValueList<string> typed;

    /// <summary>As typed; those that are no templates have problems at their field.</summary>
    [Parameter, EditorRequired]
    public ValueList<string> Templates { get; set; }

    /// <summary>What the names for tests begin with.</summary>
    [Parameter, EditorRequired]
    public required string Test { get; set; }

    private IEnumerable<(PathAnswer Answer, string Why)> Rows =>
        typed.Select(path => (path, "yours")).Concat(templates.Take(MaxTemplates).SelectMany(PathSamples.Of)).DistinctBy(s => s.Item1)
            .Select(s => (PathAnswer.Of(s.Item1, templates), s.Item2));

    protected override void OnParametersSet() => templates = [.. Templates.Select(t => PathTemplate.TryParse(t, out var template, out _) ? template : null).OfType<PathTemplate>()];

    private static string Name(PathAnswer answer) => !answer.IsCanonical ? "refused" : answer.Template is null ? "none" : "matches";
}
