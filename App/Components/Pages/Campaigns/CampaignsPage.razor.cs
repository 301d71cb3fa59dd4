using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Campaigns;

public sealed partial class CampaignsPage
{
    private bool isLoaded;
    private bool failed;
    private bool isOpening;
    private ConsoleUser? user;
    private string title = "";
    private string environment = "";
    private string label = "";
    private string olderThan = "";
    private string due = "";
    private bool neverEnds;

    [SupplyParameterFromQuery]
    public Guid? After { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Search { get; set; }

    [Inject]
    public required CampaignsViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private string? Objection => user?.HasEverywhere(ConsoleRole.Admin) == true ? null : "a campaign is opened by an admin without a scope";

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        user = await User.GetAsync();
        failed = !await Loads.TryAsync(() => Model.LoadAsync(After, CancellationToken.None, Search));
        isLoaded = true;
    }

    private async Task OpenAsync()
    {
        isOpening = true;
        var opened = await Model.OpenAsync(await User.GetAsync(), title, environment, label, neverEnds, olderThan, due);
        isOpening = false;
        if (opened is not null)
            Navigation.NavigateTo($"/campaigns/{opened.Id}");
    }
}
