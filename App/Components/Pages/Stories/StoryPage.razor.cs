using AccessConsole.Core.Ports;
using AccessConsole.Exploring;
using AccessConsole.Exploring.Stories;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AccessConsole.Components.Pages.Stories;

/// <summary>What a build, a job or a trace called, to read at three in the morning and to print for the report after it.</summary>
public sealed partial class StoryPage : FilteredPage<StoryQuery>
{
    private const int MaxValues = 5;

    private static readonly (string, string)[] Kinds = [(nameof(StoryKind.Build), "build"), (nameof(StoryKind.Job), "job"), (nameof(StoryKind.Trace), "trace")];

    private StoryQuery asked = new();
    private StoryQuery shown = new();
    private Story? story;
    private DecisionCoverage? coverage;
    private bool failed;
    private bool isWhole;
    private bool isToBePrinted;

    [SupplyParameterFromQuery]
    public string? Build { get; set; }

    [SupplyParameterFromQuery]
    public string? Job { get; set; }

    [SupplyParameterFromQuery]
    public string? Trace { get; set; }

    [SupplyParameterFromQuery]
    public string? At { get; set; }

    [Inject]
    public required StoryTeller Teller { get; init; }

    [Inject]
    public required DecisionCompleteness Completeness { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required IJSRuntime Browser { get; init; }

    protected override StoryQuery Asked => StoryQuery.Read(Build, Job, Trace, At);

    private string Title => shown.Question is { } question ? $"Story of {question.Kind.ToString().ToLowerInvariant()} {question.Value}" : "Story of a build";

    private string Example => asked.Kind switch
    {
        StoryKind.Build => "acme/payments-deploy#1417, or the build's id",
        StoryKind.Job => "the job's id",
        StoryKind.Trace => "32 hexadecimal digits",
    };

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!isToBePrinted)
            return;
        isToBePrinted = false;
        await Browser.InvokeVoidAsync("print");
    }

    protected override async Task ShowAsync(StoryQuery query)
    {
        (asked, shown, story, isWhole, failed) = (query, query, null, false, false);
        if (query.Question is not { } question)
            return;
        var user = await User.GetAsync();
        var isTold = await Loads.TryAsync(async () =>
        {
            var told = await Teller.TellAsync(user, question, CancellationToken.None);
            coverage = user.HasEverywhere(ConsoleRole.Viewer) ? await Completeness.OfWindowAsync(CancellationToken.None) : null;
            // Whoever asked for another meanwhile is told that.
            if (shown == query)
                story = told;
        });
        if (shown == query)
            failed = !isTold;
    }

    /// <summary>Once all of it is on the page.</summary>
    private void Print() => isWhole = isToBePrinted = true;

    /// <summary>Another's time says nothing of what is asked for now.</summary>
    private Task TellAsync() => GoAsync(asked.Value == shown.Value && asked.Kind == shown.Kind ? asked : asked with { Value = asked.Value.Trim(), Around = null });
}
