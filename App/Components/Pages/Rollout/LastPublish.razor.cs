using AccessConsole.Distribution.Points;
using AccessConsole.Publishing;
using AccessConsole.Rollouts;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Rollout;

public sealed partial class LastPublish : IDisposable
{
    private RolloutSight? sight;
    private bool isLooking;
    private bool isOutdated;

    /// <summary>Whether the page with all of it is another one.</summary>
    [Parameter]
    public bool IsOnHome { get; set; }

    [Inject]
    public required RolloutReading Reading { get; init; }

    [Inject]
    public required RolloutLedger Ledger { get; init; }

    [Inject]
    public required LivePolicy Live { get; init; }

    protected override async Task OnInitializedAsync()
    {
        Ledger.Changed += Follow;
        Live.Changed += Reload;
        await LookAsync();
    }

    public void Dispose()
    {
        Ledger.Changed -= Follow;
        Live.Changed -= Reload;
    }

    private void Reload(LiveState state) => Follow();

    private void Follow() => _ = InvokeAsync(async () =>
    {
        await LookAsync();
        StateHasChanged();
    });

    /// <summary>One look at a time: what changes meanwhile is looked at once more afterwards.</summary>
    private async Task LookAsync()
    {
        isOutdated = true;
        if (isLooking)
            return;
        isLooking = true;
        try
        {
            while (isOutdated)
            {
                isOutdated = false;
                // What was seen last stays while the database is away: the page says so elsewhere.
                await Loads.TryAsync(async () => sight = await Reading.FollowAsync(Live.Current.Revision, Ledger.Version, CancellationToken.None));
            }
        }
        finally
        {
            isLooking = false;
        }
    }

    private static IEnumerable<(string What, string Test, int Much)> Steps(RolloutSight seen) =>
    [
        ("fetched", "fetched", seen.Rollouts.Sum(r => r.Fetched)),
        ("activated", "activated", seen.Activated),
        ("seen deciding by it", "observed", seen.Rollouts.Sum(r => r.Observed)),
    ];
}
