using AccessConsole.Publishing;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Revisions;

public sealed partial class RevisionsPage : IDisposable
{
    private bool isLoaded;
    private bool failed;

    [SupplyParameterFromQuery]
    public int? Before { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Search { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required RevisionsViewModel Model { get; init; }

    [Inject]
    public required LivePolicy Live { get; init; }

    protected override void OnInitialized() => Live.Changed += Reload;

    protected override Task OnParametersSetAsync() => LoadAsync();

    public void Dispose() => Live.Changed -= Reload;

    private async Task LoadAsync()
    {
        failed = !await Loads.TryAsync(() => Model.LoadAsync(Before, CancellationToken.None, Search));
        isLoaded = true;
    }

    private void Reload(LiveState state) => _ = InvokeAsync(async () =>
    {
        await LoadAsync();
        StateHasChanged();
    });
}
