using AccessConsole.Publishing;
using AccessConsole.Rollouts;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Rollout;

/// <summary>Staged rollouts that are not over, followed while the page is open: others act on them too, and so does time.</summary>
public sealed partial class StandingStages : IDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource closed = new();
    private IReadOnlyList<StagedSight> sights = [];

    [Inject]
    public required StagedReading Reading { get; init; }

    [Inject]
    public required LivePolicy Live { get; init; }

    [Inject]
    public required TimeProvider Clock { get; init; }

    protected override async Task OnInitializedAsync()
    {
        Live.Changed += Reload;
        await LookAsync();
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
            _ = FollowAsync();
    }

    public void Dispose()
    {
        Live.Changed -= Reload;
        closed.Cancel();
        closed.Dispose();
    }

    private async Task FollowAsync()
    {
        var stopped = closed.Token;
        using var timer = new PeriodicTimer(Period, Clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stopped))
                await InvokeAsync(ShowAsync);
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private void Reload(LiveState state) => _ = InvokeAsync(ShowAsync);

    private async Task ShowAsync()
    {
        await LookAsync();
        StateHasChanged();
    }

    /// <summary>What was seen last stays while the database is away: the page says so elsewhere.</summary>
    private Task<bool> LookAsync() => Loads.TryAsync(async () => sights = await Reading.FollowAsync(CancellationToken.None));
}
