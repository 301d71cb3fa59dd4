using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Rollout;

/// <summary>How soon publishes were in force, environment by environment, and how soon they are to be.</summary>
public sealed partial class RolloutHistoryPage
{
    private bool isLoaded;
    private bool failed;
    private ConsoleUser? user;

    [SupplyParameterFromQuery]
    public string? Environment { get; set; }

    /// <summary>The last one of the page before: its revision and environment.</summary>
    [SupplyParameterFromQuery]
    public string? Before { get; set; }

    [Inject]
    public required RolloutHistoryViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        user = await User.GetAsync();
        failed = !await Loads.TryAsync(() => Model.LoadAsync(Environment ?? "", RolloutPlace.Read(Before), CancellationToken.None));
        isLoaded = true;
    }

    private async Task SaveAsync() => failed = !await Loads.TryAsync(async () => await Model.SaveAsync(await User.GetAsync(), CancellationToken.None));

    private static string AddressOf(string environment, (int Revision, string Environment)? before = null) => Addresses.Of(
        "/rollout/history", ("environment", environment), ("before", before is { } place ? RolloutPlace.Write(place) : ""));
}
