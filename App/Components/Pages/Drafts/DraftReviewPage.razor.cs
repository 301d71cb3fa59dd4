using AccessConsole.Core.Ports;
using AccessConsole.Drafts;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Drafts;

/// <summary>The one panel before every change: what it does, who must agree, and the buttons.</summary>
public sealed partial class DraftReviewPage : IAsyncDisposable
{
    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource left = new();
    private bool failed;

    // Why the person says nothing here; null where they may.
    private string? speaking;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    public required DraftReviewViewModel Model { get; init; }

    [Inject]
    public required DraftDiscussion Discussion { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    protected override void OnInitialized() => Discussion.Changed += Hear;

    protected override Task OnParametersSetAsync() => Model.Shown?.Draft.Id == Id ? Task.CompletedTask : LoadAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _ = FollowAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Discussion.Changed -= Hear;
        await left.CancelAsync();
        left.Dispose();
    }

    private async Task LoadAsync()
    {
        var found = true;
        failed = !await Loads.TryAsync(async () =>
        {
            var user = await User.GetAsync();
            speaking = DraftDiscussion.Objection(user);
            found = await Model.LoadAsync(user, Id, CancellationToken.None);
        });
        if (!found)
            Navigation.NotFound();
    }

    /// <summary>Shows what others do with the draft meanwhile.</summary>
    private async Task FollowAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(RefreshPeriod, Clock);
            while (await timer.WaitForNextTickAsync(left.Token))
                await InvokeAsync(RefreshAsync);
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private void Hear(Guid draft)
    {
        if (draft == Id)
            _ = InvokeAsync(RefreshAsync);
    }

    private async Task<PublishRefusal?> SayAsync(string text, DraftTopic? about)
    {
        PublishRefusal? refusal = null;
        if (!await Loads.TryAsync(async () => refusal = await Model.CommentAsync(await User.GetAsync(), text, about)))
            return new PublishRefusal(PublishRefusalKind.Conflict, "the database is away: what you wrote stays here, send it again", []);
        StateHasChanged();
        return refusal;
    }

    private async Task<PublishRefusal?> RetitleAsync(string title)
    {
        PublishRefusal? refusal = null;
        if (!await Loads.TryAsync(async () => refusal = await Model.RetitleAsync(await User.GetAsync(), Model.Shown!, title)))
            return new PublishRefusal(PublishRefusalKind.Conflict, "the database is away: what you wrote stays here, save it again", []);
        StateHasChanged();
        return refusal;
    }

    private async Task ShowEarlierAsync() => await Loads.TryAsync(async () => await Model.ShowEarlierAsync(await User.GetAsync()));

    private async Task RefreshAsync()
    {
        var isNew = false;
        await Loads.TryAsync(async () => isNew = await Model.RefreshAsync(await User.GetAsync(), left.Token));
        if (isNew)
            StateHasChanged();
    }
}
