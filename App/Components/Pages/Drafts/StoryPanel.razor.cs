using System.Globalization;
using AccessConsole.Core.Ports;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;
using MudBlazor;

namespace AccessConsole.Components.Pages.Drafts;

/// <summary>What happened to a change and what people said of it, and the field in which to say more.</summary>
public sealed partial class StoryPanel
{
    private TimeZoneInfo? zone;
    private PublishRefusal? refusal;
    private string typed = "";
    private string chosen = "";

    /// <summary>Newest first.</summary>
    [Parameter, EditorRequired]
    public required IReadOnlyList<DraftEntry> Story { get; set; }

    [Parameter]
    public bool HasEarlier { get; set; }

    /// <summary>The draft, whose begin is the first step; null where it is not at hand.</summary>
    [Parameter]
    public Draft? Begun { get; set; }

    [Parameter]
    public IReadOnlyList<DraftTopic> Topics { get; set; } = [];

    /// <summary>Why this person says nothing; null where they may.</summary>
    [Parameter]
    public string? Objection { get; set; }

    /// <summary>Says something and gives why not; null where nothing is said from here.</summary>
    [Parameter]
    public Func<string, DraftTopic?, Task<PublishRefusal?>>? OnComment { get; set; }

    [Parameter]
    public EventCallback OnEarlier { get; set; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    private IReadOnlyList<(string, string)> Options => [("", "the whole change"), .. Topics.Index().Select(t => (Key(t.Index), TopicText(t.Item).Replace("`", "", StringComparison.Ordinal)))];

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || await BrowserZone.FindAsync(Script) is not { } found)
            return;
        zone = found;
        StateHasChanged();
    }

    private async Task SayAsync()
    {
        var about = Topics.Index().Where(t => Key(t.Index) == chosen).Select(t => t.Item).FirstOrDefault();
        refusal = await OnComment!(typed, about);
        if (refusal is null)
            (typed, chosen) = ("", "");
    }

    private static string Key(int index) => index.ToString(CultureInfo.InvariantCulture);

    private static string TopicText(DraftTopic topic) => topic.Object?.ToString() ?? topic.Place!.ToString();

    private static string FallenText(DraftEntry entry) => $"{(entry.Fallen.Count == 1 ? "The approval" : "The approvals")} of {string.Join(", ", entry.Fallen.Select(a => a.Name))} fell by it.";

    private static string Done(DraftEntry entry) => entry.Kind switch
    {
        DraftEntryKind.Commented => "said",
        DraftEntryKind.Edited => (entry.OfSubmitted ? "edited it while it waited for approval" : "edited it") + Unscheduled(entry),
        DraftEntryKind.Submitted => "submitted it for review",
        DraftEntryKind.Approved => "approved it",
        DraftEntryKind.Declined => "declined it" + Unscheduled(entry),
        DraftEntryKind.Withdrawn => "withdrew it" + Unscheduled(entry),
        DraftEntryKind.Published => entry.PublishAt is null ? "published it as" : "had it published at the time set, as",
        DraftEntryKind.Scheduled => "set it to be published at",
        DraftEntryKind.Unscheduled => "took back that it is published at",
        DraftEntryKind.ScheduleFailed => "was refused its publication at the time set,",
    };

    private static string Unscheduled(DraftEntry entry) => entry.PublishAt is null ? "" : ", so that it is not published at";

    private static string IconOf(DraftEntryKind kind) => kind switch
    {
        DraftEntryKind.Commented => Icons.Material.Outlined.Comment,
        DraftEntryKind.Edited => Icons.Material.Outlined.Edit,
        DraftEntryKind.Submitted => Icons.Material.Outlined.Send,
        DraftEntryKind.Approved => Icons.Material.Outlined.Check,
        DraftEntryKind.Declined => Icons.Material.Outlined.ThumbDownOffAlt,
        DraftEntryKind.Withdrawn => Icons.Material.Outlined.Close,
        DraftEntryKind.Published => Icons.Material.Outlined.Publish,
        DraftEntryKind.Scheduled => Icons.Material.Outlined.Schedule,
        DraftEntryKind.Unscheduled or DraftEntryKind.ScheduleFailed => Icons.Material.Outlined.EventBusy,
    };

    private static string LookOf(DraftEntryKind kind) => kind switch
    {
        DraftEntryKind.Approved or DraftEntryKind.Published => "good",
        DraftEntryKind.Declined => "warn",
        DraftEntryKind.ScheduleFailed => "bad",
        _ => "soft",
    };
}
