using AccessConsole.Campaigns;
using AccessConsole.Core.Campaigns;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Campaigns;

public sealed partial class CampaignPage
{
    private readonly HashSet<Guid> chosen = [];
    private ConsoleUser? user;
    private bool failed;

    [Parameter]
    public Guid Id { get; set; }

    [SupplyParameterFromQuery]
    public string? Show { get; set; }

    [SupplyParameterFromQuery]
    public bool? Mine { get; set; }

    [SupplyParameterFromQuery]
    public int? After { get; set; }

    [Inject]
    public required CampaignViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        // What is chosen is what is seen.
        chosen.Clear();
        await LoadAsync();
    }

    private async Task LoadAsync()
    {
        var found = true;
        user = await User.GetAsync();
        var query = new CampaignQuery(Id, CampaignViewModel.Views.Any(v => v.Show == Show) ? Show! : "", Mine ?? false, Math.Max(0, After ?? 0));
        failed = !await Loads.TryAsync(async () => found = await Model.LoadAsync(user, query, CancellationToken.None));
        if (!found)
            Navigation.NotFound();
    }

    private void Go(CampaignQuery query) => Navigation.NavigateTo(query.Address);

    private async Task DecideAsync(Verdict verdict)
    {
        if (await Model.DecideAsync(user = await User.GetAsync(), [.. chosen], verdict))
            chosen.Clear();
    }

    private async Task CloseAsync(Campaign seen, bool endsUndecided) => await Model.CloseAsync(user = await User.GetAsync(), seen, endsUndecided);
}
