using System.Globalization;
using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Revisions;

public sealed partial class RevisionPage : IDisposable
{
    /// <summary>A first import has thousands of objects: not all of them in one page.</summary>
    private const int MaxChanges = 100;

    private (int, int?)? loaded;

    /// <summary>What somebody typed to compare with since they came here; a load that ends later leaves it.</summary>
    private string? typed;
    private string? objection;
    private string? undoObjection;
    private PublishRefusal? refusal;
    private bool failed;

    [Parameter]
    public int Number { get; set; }

    /// <summary>What to compare it with; the one before where it is left out.</summary>
    [SupplyParameterFromQuery]
    public int? From { get; set; }

    [Inject]
    public required RevisionViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required LivePolicy Live { get; init; }

    private string CompareWith => typed ?? Model.Previous?.Number.ToString(CultureInfo.InvariantCulture) ?? "";

    protected override void OnInitialized() => Live.Changed += Refresh;

    public void Dispose() => Live.Changed -= Refresh;

    protected override Task OnParametersSetAsync()
    {
        if (loaded == (Number, From))
            return Task.CompletedTask;
        loaded = (Number, From);
        typed = null;
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        var found = true;
        failed = !await Loads.TryAsync(async () => found = await Model.LoadAsync(Number, From, CancellationToken.None));
        if (!found)
            Navigation.NotFound();
        else if (!failed)
            await JudgeAsync();
    }

    private async Task JudgeAsync()
    {
        var user = await User.GetAsync();
        (objection, undoObjection) = (Model.RollbackObjection(user), Model.UndoObjection(user));
    }

    /// <summary>A revision never changes; whether it is in force does.</summary>
    private void Refresh(LiveState state) => _ = InvokeAsync(async () =>
    {
        if (Model.Revision is not null)
            await JudgeAsync();
        StateHasChanged();
    });

    private void Compare() => Navigation.NavigateTo(Addresses.Of($"/revisions/{Number}", ("from", CompareWith.Trim())));

    private Task RollBackAsync() => GoBackAsync(Model.RollBackAsync);

    private Task UndoAsync() => GoBackAsync(Model.UndoAsync);

    private async Task GoBackAsync(Func<ConsoleUser, CancellationToken, Task<DraftResult>> draftIt)
    {
        var result = await draftIt(await User.GetAsync(), CancellationToken.None);
        refusal = result.Refusal;
        if (result.Draft is { } draft)
            Navigation.NavigateTo($"/drafts/{draft.Id}");
    }
}
