using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Requests;

/// <summary>One request: what it opens, who must agree, and the buttons.</summary>
public sealed partial class RequestPage : IAsyncDisposable
{
    private static readonly TimeSpan RefreshPeriod = TimeSpan.FromSeconds(5);

    private readonly CancellationTokenSource left = new();
    private bool failed;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    public required RequestViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    protected override Task OnParametersSetAsync() => Model.Shown?.Request.Id == Id ? Task.CompletedTask : LoadAsync();

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _ = FollowAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await left.CancelAsync();
        left.Dispose();
    }

    private async Task LoadAsync()
    {
        var found = true;
        failed = !await Loads.TryAsync(async () => found = await Model.LoadAsync(await User.GetAsync(), Id, CancellationToken.None));
        if (!found)
            Navigation.NotFound();
    }

    /// <summary>Shows what others do with the request meanwhile, and its end as it comes.</summary>
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

    private async Task RefreshAsync()
    {
        var isNew = false;
        await Loads.TryAsync(async () => isNew = await Model.RefreshAsync(await User.GetAsync(), Clock.GetUtcNow(), left.Token));
        if (isNew)
            StateHasChanged();
    }
}
