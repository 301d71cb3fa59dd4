using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Drafts;

public sealed partial class DraftsPage
{
    private bool isLoaded;
    private bool failed;

    [SupplyParameterFromQuery]
    public string? Show { get; set; }

    [SupplyParameterFromQuery]
    public Guid? After { get; set; }

    [Inject]
    public required DraftsViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        failed = !await Loads.TryAsync(async () => await Model.LoadAsync(await User.GetAsync(), Show, After, CancellationToken.None));
        isLoaded = true;
    }
}
