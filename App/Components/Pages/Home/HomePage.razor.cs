using AccessConsole.BreakGlasses;
using AccessConsole.Components.Controls;
using AccessConsole.Distribution.Points;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Home;

public sealed partial class HomePage : IDisposable
{
    private bool isLoaded;
    private bool failed;

    [Inject]
    public required HomeViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required LivePolicy Live { get; init; }

    [Inject]
    public required BreakGlassWatch Glasses { get; init; }

    [Inject]
    public required EnforcementPoints Points { get; init; }

    protected override async Task OnInitializedAsync()
    {
        Live.Changed += Reload;
        Glasses.Changed += Judge;
        Points.Changed += ShowPoints;
        await LoadAsync();
    }

    public void Dispose()
    {
        Live.Changed -= Reload;
        Glasses.Changed -= Judge;
        Points.Changed -= ShowPoints;
    }

    private async Task LoadAsync()
    {
        failed = !await Loads.TryAsync(async () => await Model.LoadAsync(await User.GetAsync(), CancellationToken.None));
        isLoaded = true;
    }

    private void Reload(LiveState state) => _ = InvokeAsync(async () =>
    {
        await LoadAsync();
        StateHasChanged();
    });

    private void Judge() => Reload(Live.Current);

    private void ShowPoints() => _ = InvokeAsync(() =>
    {
        Model.RefreshPoints();
        StateHasChanged();
    });
}
