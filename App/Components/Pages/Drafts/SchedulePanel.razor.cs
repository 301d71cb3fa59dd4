using AccessConsole.Core.Ports;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AccessConsole.Components.Pages.Drafts;

public sealed partial class SchedulePanel
{
    private TimeZoneInfo? zone;
    private DateTimeOffset? at;
    private string typed = "";

    [Parameter, EditorRequired]
    public DraftSchedule? Schedule { get; set; }

    /// <summary>Why this person sets no time; null where they may.</summary>
    [Parameter, EditorRequired]
    public string? Objection { get; set; }

    [Parameter, EditorRequired]
    public string? UnscheduleObjection { get; set; }

    /// <summary>Whether another change was published since, which refuses this one.</summary>
    [Parameter]
    public bool IsMoved { get; set; }

    /// <summary>What must be typed; empty for nothing.</summary>
    [Parameter, EditorRequired]
    public required string Confirmation { get; set; }

    [Parameter]
    public EventCallback<DateTimeOffset> OnSchedule { get; set; }

    [Parameter]
    public EventCallback OnUnschedule { get; set; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    private string? TimeObjection => at is not { } chosen ? "say when first" : chosen <= Clock.GetUtcNow() ? "that time has passed" : null;

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || await BrowserZone.FindAsync(Script) is not { } found)
            return;
        zone = found;
        StateHasChanged();
    }

    private Task SetAsync() => OnSchedule.InvokeAsync(at!.Value);
}
