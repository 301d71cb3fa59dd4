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

    [SupplyParameterFromQuery(Name = "q")]
    public string? Search { get; set; }

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
    private string ApiAddress => Addresses.Of("/api/v1/requests", Model.Show switch
    {
        "approve" => ("approve", "true"),
        "mine" => ("mine", "true"),
        "all" => ("view", ""),
        var view => ("view", view),
    }, ("q", Model.Search));

    protected override void OnInitialized() => Live.Changed += Reload;

    protected override Task OnParametersSetAsync() => LoadAsync();

    public void Dispose() => Live.Changed -= Reload;

    private static string AddressOf(string show, string search) => Addresses.Of("/requests", ("show", show == "all" ? "" : show), ("q", search));

    private async Task LoadAsync()
    {
        failed = !await Loads.TryAsync(async () => await Model.LoadAsync(await User.GetAsync(), Show, After, CancellationToken.None, Search));
        isLoaded = true;
    }

    private void Reload(LiveState state) => _ = InvokeAsync(async () =>
    {
        await LoadAsync();
        StateHasChanged();
    });
}
