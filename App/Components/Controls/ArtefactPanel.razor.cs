using AccessConsole.Core.Compilation.Artefacts;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Controls;

/// <summary>What a change does to engines' own configuration; worked out when somebody asks, since it compiles what the change touches.</summary>
public sealed partial class ArtefactPanel
{
    private const int MaxOpen = 4;
    private const int MaxLines = 400;

    private ArtefactDiff? diff;
    private bool isLoading;
    private bool failed;
    private bool isGone;
    private object? shownFor;

    /// <summary>What is compared: when it changes, what is shown is of the past and closes.</summary>
    [Parameter, EditorRequired]
    public required object Subject { get; set; }

    [Parameter, EditorRequired]
    public required Func<Task<ArtefactDiff?>> Compare { get; set; }

    protected override void OnParametersSet()
    {
        if (!Subject.Equals(shownFor))
            (diff, failed, isGone, shownFor) = (null, false, false, Subject);
    }

    private async Task ShowAsync()
    {
        var asked = shownFor;
        (isLoading, failed) = (true, false);
        ArtefactDiff? found = null;
        var isThere = await Loads.TryAsync(async () => found = await Compare());
        isLoading = false;
        if (Equals(asked, shownFor))
            (diff, failed, isGone) = (found, !isThere, isThere && found is null);
    }

    private static string LookOf(ArtefactVerb verb) => verb switch
    {
        ArtefactVerb.Added => "badge-good",
        ArtefactVerb.Changed => "badge-warn",
        ArtefactVerb.Removed => "badge-bad",
    };
}
