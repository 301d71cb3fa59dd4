using System.Globalization;
using AccessConsole.Components.Controls;
using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>Form and YAML of one grant; what is typed goes to the draft once typing pauses.</summary>
public sealed partial class GrantEditorPage : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // One write at a time, so that each is against the version that the former left.
    private readonly SemaphoreSlim saving = new(1);
    private CancellationTokenSource typing = new();
    private string? loadedAddress;
    private string? objection;
    private string? savedAt;
    // Why what is typed is not kept; null where it is, or soon will be.
    private string? unsaved;

    // Where a person wanted to go when that kept them here.
    private string? leavingFor;
    private bool isLeaving;
    private bool isLoaded;
    private bool failed;

    /// <summary>Null for a new grant.</summary>
    [Parameter]
    public string? Name { get; set; }

    [SupplyParameterFromQuery(Name = "draft")]
    public Guid? DraftId { get; set; }

    [Inject]
    public required GrantEditorViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    private string Title => Name is null && Model.Name.Length == 0 ? "New grant" : Model.Name.Length > 0 ? Model.Name : Name!;

    private int Rows => Math.Clamp(Model.Text.Count(c => c == '\n') + 2, 12, 40);

    private string SavedText => (unsaved, Model.IsDirty, savedAt) switch
    {
        ({ }, _, _) => "not saved",
        (_, true, _) => "saving…",
        (_, _, { } at) => $"saved {at}",
        _ => "",
    };

    private string? ReviewObjection => objection ?? (Model.Inspection.HasErrors ? "mend the errors first" : Model.IsChanged ? null : "nothing is changed yet");

    protected override async Task OnParametersSetAsync()
    {
        // Saving moves the address on (a draft's id, a new name) while this page already shows what it names.
        if (loadedAddress is not null && loadedAddress == Addresses.Of(Name is null ? "/grants/new" : $"/grants/{Uri.EscapeDataString(Name)}", ("draft", DraftId?.ToString())))
            return;
        await LoadAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await typing.CancelAsync();
        typing.Dispose();
        saving.Dispose();
    }

    private async Task LoadAsync()
    {
        objection = (await User.GetAsync()).Has(ConsoleRole.Editor) ? null : "changing grants needs the editor role";
        var found = true;
        failed = !await Loads.TryAsync(async () => found = await Model.LoadAsync(Name, DraftId, CancellationToken.None));
        if (failed)
            return;
        if (!found)
        {
            Navigation.NotFound();
            return;
        }

        objection ??= Model.Draft?.State is DraftState.Published or DraftState.Withdrawn ? $"this draft is {Words.Of(Model.Draft.State)}" : null;
        savedAt = Model.Draft is { } draft ? TimeOf(draft.UpdatedAt) : null;
        loadedAddress = Model.Address;
        (unsaved, leavingFor, isLeaving, isLoaded) = (null, null, false, true);
    }

    private void EditForm(GrantForm form)
    {
        Model.EditForm(form);
        SaveSoon();
    }

    private void EditText(string? text)
    {
        Model.EditText(text ?? "");
        SaveSoon();
    }

    private void SaveSoon()
    {
        typing.Cancel();
        typing.Dispose();
        typing = new CancellationTokenSource();
        _ = SaveAfterPauseAsync(typing.Token);
    }

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

    private async Task SaveAsync()
    {
        if (await KeepAsync())
            Navigation.NavigateTo(Model.Address, new NavigationOptions { ReplaceHistoryEntry = true });
        StateHasChanged();
    }

    /// <summary>Has the draft hold what is typed.</summary>
    /// <returns>Whether something was written.</returns>
    private async Task<bool> KeepAsync()
    {
        await saving.WaitAsync();
        try
        {
            if (!Model.IsDirty)
                return false;
            PublishRefusal? refusal = null;
            var isStored = await Loads.TryAsync(async () => refusal = await Model.SaveAsync(await User.GetAsync(), CancellationToken.None));
            unsaved = isStored ? refusal?.Message : "the database may be away";
            if (unsaved is not null)
                return false;
            savedAt = TimeOf(Clock.GetUtcNow());
            loadedAddress = Model.Address;
            return true;
        }
        finally
        {
            saving.Release();
        }
    }

    /// <summary>Nobody leaves before what they typed is kept, unless they say so.</summary>
    private async Task SaveBeforeLeavingAsync(LocationChangingContext context)
    {
        var isHere = context.TargetLocation == Model.Address || context.TargetLocation == Navigation.ToAbsoluteUri(Model.Address).ToString();
        if (isHere || isLeaving || !Model.IsDirty)
            return;
        StopWaiting();
        while (await KeepAsync() && Model.IsDirty)
        {
            // More was typed while that was written.
        }

        if (!Model.IsDirty)
            return;
        context.PreventNavigation();
        leavingFor = context.TargetLocation;
        StateHasChanged();
    }

    /// <summary>No save comes any more of what was typed so far: who calls this saves by itself.</summary>
    private void StopWaiting() => typing.Cancel();

    private void LeaveUnsaved()
    {
        isLeaving = true;
        Navigation.NavigateTo(leavingFor!);
    }

    private async Task ReviewAsync()
    {
        await SaveAsync();
        if (unsaved is null && Model.Draft is { } draft)
            Navigation.NavigateTo($"/drafts/{draft.Id}");
    }

    private async Task DeleteAsync()
    {
        await typing.CancelAsync();
        var result = await Model.DeleteAsync(await User.GetAsync(), CancellationToken.None);
        unsaved = result.Refusal?.Message;
        if (result.Draft is not { } draft)
            return;
        // What was typed of a grant that is deleted is not wanted.
        isLeaving = true;
        Navigation.NavigateTo($"/drafts/{draft.Id}");
    }

    private static string TimeOf(DateTimeOffset at) => at.UtcDateTime.ToString("HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
