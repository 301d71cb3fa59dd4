using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AccessConsole.Components.Pages.Stories;

/// <summary>What a build, a job or a trace called, to read at three in the morning and to print for the report after it.</summary>
public sealed partial class StoryPage : FilteredPage<StoryQuery>
{
    private StoryQuery asked = new();
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
    public required StoryViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required IJSRuntime Browser { get; init; }

    protected override StoryQuery Asked => StoryQuery.Read(Build, Job, Trace, At);

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!isToBePrinted)
            return;
        isToBePrinted = false;
        await Browser.InvokeVoidAsync("print");
    }

    protected override async Task ShowAsync(StoryQuery query)
    {
        asked = query;
        await Model.LoadAsync(await User.GetAsync(), query, CancellationToken.None);
    }

    /// <summary>Once all of it is on the page.</summary>
    private void Print()
    {
        Model.ShowWhole();
        isToBePrinted = true;
    }

    /// <summary>Another's time says nothing of what is asked for now.</summary>
    private Task TellAsync() => GoAsync(asked.Value == Model.Query.Value && asked.Kind == Model.Query.Kind ? asked : asked with { Value = asked.Value.Trim(), Around = null });
}
