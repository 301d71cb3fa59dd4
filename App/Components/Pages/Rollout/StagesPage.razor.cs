using AccessConsole.Rollouts;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Rollout;

/// <summary>Plans of staged rollouts, and how earlier ones went.</summary>
public sealed partial class StagesPage
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
    public required StagesViewModel Model { get; init; }

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

    private async Task RemoveAsync(string environment) => failed = !await Loads.TryAsync(async () => await Model.RemoveAsync(await User.GetAsync(), environment, CancellationToken.None));

    private string? Objection(string environment) => user is null ? "" : RolloutPlans.Objection(user, environment);

    private static string AddressOf(string environment, (int Revision, string Environment) before) =>
        Addresses.Of("/rollout/stages", ("environment", environment), ("before", RolloutPlace.Write(before)));
}
