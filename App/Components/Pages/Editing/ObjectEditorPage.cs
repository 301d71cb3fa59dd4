using System.Globalization;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace AccessConsole.Components.Pages.Editing;

/// <summary>What every page that edits an object does: what is typed goes to the draft once typing pauses, and nobody leaves before it is there.</summary>
public abstract class ObjectEditorPage : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // One write at a time, so that each is against the version that the former left.
    private readonly SemaphoreSlim saving = new(1);
    private CancellationTokenSource typing = new();
    private string? loadedAddress;
    private string? savedAt;

    // Who the page was loaded for; only so that it says what they cannot submit.
    private ConsoleUser? editor;

    // Where a person wanted to go when that kept them here.
    private string? leavingFor;
    private bool isLeaving;

    protected ObjectEditorPage() =>
        Form = new ObjectForm(() => Editor.Fields, () => Editor.Inspection, () => Editor.Policy, () => Objection is not null || !Editor.IsFormWhole, text => EditText(text.Text));

    [SupplyParameterFromQuery(Name = "draft")]
    public Guid? DraftId { get; set; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    [Inject]
    public required LivePolicy Live { get; init; }

    /// <summary>What the page shows and changes.</summary>
    public abstract ObjectEditorViewModel Editor { get; }

    /// <summary>Why this person cannot edit; null where they can.</summary>
    public string? Objection { get; private set; }

    /// <summary>Why this person cannot submit what is typed, which somebody else may; null where they can.</summary>
    public string? BeyondScope => Objection is null && editor is not null && Editor.Inspection.Review is { Configuration.IsEmpty: false } review
        ? OutOfScope.OfAll(editor, ConsoleRole.Editor, review)
        : null;

    /// <summary>Why what is typed is not kept; null where it is, or soon will be.</summary>
    public string? Unsaved { get; private set; }

    public bool IsLoaded { get; private set; }

    public bool HasFailed { get; private set; }

    public bool IsKept => leavingFor is null;

    /// <summary>Whether a revision that came meanwhile took out what is shown.</summary>
    public bool IsGone { get; private set; }

    public string SavedText => (Unsaved, Editor.IsDirty, savedAt) switch
    {
        ({ }, _, _) => "not saved",
        (_, true, _) => "saving…",
        (_, _, { } at) => $"saved {at}",
        _ => "",
    };

    public string? SavedAt => savedAt;

    /// <summary>What its fields show and change.</summary>
    public ObjectForm Form { get; }

    /// <summary>What deleting the object would break, while a person is asked whether they mean it; null while they are not.</summary>
    public IReadOnlyList<PolicyObject>? Broken { get; private set; }

    public string? ReviewObjection => Objection ?? (Editor.Inspection.HasErrors ? "mend the errors first" : Editor.IsChanged ? null : "nothing is changed yet");

    /// <summary>The address of what the page's parameters name.</summary>
    protected abstract string NamedAddress { get; }

    /// <returns>False where there is no such object or draft.</returns>
    protected abstract Task<bool> LoadEditorAsync();

    protected override void OnInitialized() => Live.Changed += Follow;

    protected override async Task OnParametersSetAsync()
    {
        // Saving moves the address on (a draft's id, a new name) while this page already shows what it names.
        if (loadedAddress is null || loadedAddress != NamedAddress)
            await LoadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Live.Changed -= Follow;
        await typing.CancelAsync();
        typing.Dispose();
        saving.Dispose();
        GC.SuppressFinalize(this);
    }

    public async Task LoadAsync()
    {
        editor = await User.GetAsync();
        Objection = editor.Has(ConsoleRole.Editor) ? null : "changing the policy needs the editor role";
        var found = true;
        HasFailed = !await Loads.TryAsync(async () => found = await LoadEditorAsync());
        if (HasFailed)
            return;
        if (!found)
        {
            Navigation.NotFound();
            return;
        }

        Objection ??= Editor.Draft?.State is DraftState.Published or DraftState.Withdrawn ? $"this draft is {Words.Of(Editor.Draft.State)}" : null;
        Objection ??= Editor.Original is { } original ? OutOfScope.OfObject(editor, ConsoleRole.Editor, Editor.Policy, original) : null;
        savedAt = Editor.Draft is { } draft ? TimeOf(draft.UpdatedAt) : null;
        loadedAddress = Editor.Address;
        (Unsaved, leavingFor, isLeaving, IsLoaded, IsGone, Broken) = (null, null, false, true, false, null);
        StateHasChanged();
    }

    public void EditText(string? text)
    {
        Editor.EditText(text ?? "");
        SaveSoon();
    }

    public async Task SaveAsync()
    {
        if (await KeepAsync())
            Navigation.NavigateTo(Editor.Address, new NavigationOptions { ReplaceHistoryEntry = true });
        StateHasChanged();
    }

    /// <summary>Has what names the object follow its new name.</summary>
    public async Task FollowRenameAsync()
    {
        await SaveAsync();
        if (Unsaved is not null)
            return;
        Unsaved = await RefusalOfAsync(async user => await Editor.FollowRenameAsync(user, CancellationToken.None));
        StateHasChanged();
    }

    public async Task ReviewAsync()
    {
        await SaveAsync();
        if (Unsaved is null && Editor.Draft is { } draft)
            Navigation.NavigateTo($"/drafts/{draft.Id}");
    }

    /// <summary>Deletes what nothing names; else says what names it, and asks.</summary>
    public async Task AskToDeleteAsync()
    {
        Broken = Editor.FindUsers();
        if (Broken.Count == 0)
            await DeleteAsync();
    }

    public void Keep() => Broken = null;

    public async Task DeleteAsync()
    {
        Broken = null;
        await typing.CancelAsync();
        Unsaved = await RefusalOfAsync(async user => (await Editor.DeleteAsync(user, CancellationToken.None)).Refusal);
        StateHasChanged();
        if (Unsaved is not null)
            return;
        // What was typed of an object that is deleted is not wanted.
        isLeaving = true;
        Navigation.NavigateTo($"/drafts/{Editor.Draft!.Id}");
    }

    /// <summary>Nobody leaves before what they typed is kept, unless they say so.</summary>
    public async Task SaveBeforeLeavingAsync(LocationChangingContext context)
    {
        var isHere = context.TargetLocation == Editor.Address || context.TargetLocation == Navigation.ToAbsoluteUri(Editor.Address).ToString();
        if (isHere || isLeaving || !Editor.IsDirty)
            return;
        StopWaiting();
        while (await KeepAsync() && Editor.IsDirty)
        {
            // More was typed while that was written.
        }

        if (!Editor.IsDirty)
            return;
        context.PreventNavigation();
        leavingFor = context.TargetLocation;
        StateHasChanged();
    }

    public void LeaveUnsaved()
    {
        isLeaving = true;
        Navigation.NavigateTo(leavingFor!);
    }

    protected void SaveSoon()
    {
        typing.Cancel();
        typing.Dispose();
        typing = new CancellationTokenSource();
        _ = SaveAfterPauseAsync(typing.Token);
        StateHasChanged();
    }

    /// <summary>Shows what others publish, unless something was typed: that stays, and its draft says that the policy moved on.</summary>
    private void Follow(LiveState state) => _ = InvokeAsync(async () =>
    {
        if (IsLoaded && Editor is { IsDirty: false, Draft: null, Original: not null })
            await Loads.TryAsync(async () => IsGone = !await LoadEditorAsync());
        StateHasChanged();
    });

    private async Task SaveAfterPauseAsync(CancellationToken moreTyped)
    {
        try
        {
            await Task.Delay(Pause, Clock, moreTyped);
            await InvokeAsync(SaveAsync);
        }
        catch (OperationCanceledException)
        {
            // More is typed, or the page is left, which saves by itself.
        }
    }

    /// <summary>Has the draft hold what is typed.</summary>
    /// <returns>Whether something was written.</returns>
    private async Task<bool> KeepAsync()
    {
        await saving.WaitAsync();
        try
        {
            if (!Editor.IsDirty)
                return false;
            Unsaved = await RefusalOfAsync(user => Editor.SaveAsync(user, CancellationToken.None));
            if (Unsaved is not null)
                return false;
            savedAt = TimeOf(Clock.GetUtcNow());
            loadedAddress = Editor.Address;
            return true;
        }
        finally
        {
            saving.Release();
        }
    }

    /// <returns>Why the act was not done; null where it was.</returns>
    private async Task<string?> RefusalOfAsync(Func<ConsoleUser, Task<PublishRefusal?>> act)
    {
        PublishRefusal? refusal = null;
        try
        {
            var isStored = await Loads.TryAsync(async () => refusal = await act(await User.GetAsync()));
            return isStored ? refusal?.Message : "the database may be away";
        }
        catch (UnauthorizedAccessException)
        {
            return "your session ended: sign in again";
        }
    }

    /// <summary>No save comes any more of what was typed so far: who calls this saves by itself.</summary>
    private void StopWaiting() => typing.Cancel();

    private static string TimeOf(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
