using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Drifting;

/// <summary>Engines that are not what was published for them, as they are found.</summary>
public sealed partial class DriftPage : ComponentBase, IDisposable
{
    /// <summary>Only what was found of this point.</summary>
    [SupplyParameterFromQuery]
    public string? Point { get; set; }

    [Inject]
    public required DriftViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    public void Dispose() => Model.Changed -= Refresh;

    protected override void OnInitialized() => Model.Changed += Refresh;

    protected override async Task OnParametersSetAsync() => Model.Load(await User.GetAsync(), Point);

    private void Refresh() => _ = InvokeAsync(RefreshAsync);

    /// <summary>For the role as it is now: a circuit may outlive it.</summary>
    private async Task RefreshAsync()
    {
        Model.Load(await User.GetAsync(), Point);
        StateHasChanged();
    }
}
