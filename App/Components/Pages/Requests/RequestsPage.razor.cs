using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Requests;

public sealed partial class RequestsPage : IDisposable
{
    private bool isLoaded;
    private bool failed;

    [SupplyParameterFromQuery]
    public string? Show { get; set; }

    [SupplyParameterFromQuery]
    public Guid? After { get; set; }

    [Inject]
    public required RequestsViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required LivePolicy Live { get; init; }

    /// <summary>The same list for programs.</summary>
    private string ApiQuery => Model.Show switch
    {
        "approve" => "?approve=true",
        "mine" => "?mine=true",
        "all" => "",
        var view => $"?view={view}",
    };

    protected override void OnInitialized() => Live.Changed += Reload;

    protected override Task OnParametersSetAsync() => LoadAsync();

    public void Dispose() => Live.Changed -= Reload;

    private async Task LoadAsync()
    {
        failed = !await Loads.TryAsync(async () => await Model.LoadAsync(await User.GetAsync(), Show, After, CancellationToken.None));
        isLoaded = true;
    }

    private void Reload(LiveState state) => _ = InvokeAsync(async () =>
    {
        await LoadAsync();
        StateHasChanged();
    });
}
