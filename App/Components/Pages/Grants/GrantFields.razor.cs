using AccessConsole.Components.Pages.Editing;
using AccessConsole.Core.Diagnostics;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>The form of a grant, each problem at its field.</summary>
public sealed partial class GrantFields
{
    private const int MaxRoles = 12;

    private static readonly (string, string)[] Effects = [("allow", "allow"), ("deny", "deny")];
    private static readonly (string, string)[] Periods = [("minute", "minute"), ("second", "second")];

    // What Buildkite says of how a build came about.
    private static readonly string[] BuildSources = ["api", "schedule", "trigger_job", "ui", "webhook"];

    [Parameter, EditorRequired]
    public required GrantForm Form { get; set; }

    [Parameter, EditorRequired]
    public EventCallback<GrantForm> FormChanged { get; set; }

    [Parameter, EditorRequired]
    public required ObjectInspection Inspection { get; set; }

    [Parameter, EditorRequired]
    public required PolicySet Policy { get; set; }

    [Parameter]
    public bool Disabled { get; set; }

    private bool HasConditions => new[] { Form.Branches, Form.Tags, Form.Sources, Form.Queues, Form.Clusters, Form.Steps }.Any(list => list.Count > 0);

    private Task Set(GrantForm form) => FormChanged.InvokeAsync(form);

    private Task Choose(string environment, bool isChosen)
    {
        var others = Form.Environments.Where(e => e != environment);
        return Set(Form with { Environments = isChosen ? [.. others, environment] : others.ToValueList() });
    }

    private IReadOnlyList<Diagnostic> At(string pointer) => Inspection.At(pointer);

    private IReadOnlyList<Diagnostic> AtExactly(string pointer) => [.. Inspection.Problems.Where(p => p.Pointer == pointer)];
}
