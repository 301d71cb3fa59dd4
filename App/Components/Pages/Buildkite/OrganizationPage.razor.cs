using AccessConsole.Buildkite;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Buildkite;

/// <summary>An organization's pipelines beside the policy: searched, chosen, and brought into a draft.</summary>
public sealed partial class OrganizationPage : IDisposable
{
    private bool failed;
    private string? objection;

    [Parameter]
    public Guid Id { get; set; }

    [SupplyParameterFromQuery]
    public string? State { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Text { get; set; }

    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    [Inject]
    public required OrganizationViewModel Model { get; init; }

    [Inject]
    public required BuildkiteSync Sync { get; init; }

    [Inject]
    public required LivePolicy Live { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private OrganizationQuery Asked => new(Id, OrganizationQuery.StandingOf(State), Text ?? "", Page ?? 1);

    protected override async Task OnInitializedAsync()
    {
        Sync.Ended += RefreshListing;
        Live.Changed += RefreshPolicy;
        objection = (await User.GetAsync()).Has(ConsoleRole.Editor) ? null : "importing pipelines into a draft needs the editor role";
        await LoadAsync();
    }

    protected override void OnParametersSet() => Model.Show(Asked);

    public void Dispose()
    {
        Sync.Ended -= RefreshListing;
        Live.Changed -= RefreshPolicy;
    }

    private async Task LoadAsync()
    {
        var isThere = true;
        failed = !await Loads.TryAsync(async () => isThere = await Model.LoadAsync(Id, CancellationToken.None));
        if (!isThere)
            Navigation.NotFound();
        Model.Show(Asked);
    }

    private void Go(OrganizationQuery query)
    {
        Model.Show(query);
        Navigation.NavigateTo(query.Address, new NavigationOptions { ReplaceHistoryEntry = true });
    }

    private async Task ImportAsync()
    {
        Guid? draft = null;
        failed = !await Loads.TryAsync(async () => draft = await Model.ImportAsync(await User.GetAsync(), CancellationToken.None));
        if (draft is { } made)
            Navigation.NavigateTo($"/drafts/{made}");
    }

    private void RefreshListing(Guid connection)
    {
        if (connection == Id)
            Refresh();
    }

    private void RefreshPolicy(LiveState state) => Refresh();

    private void Refresh() => _ = InvokeAsync(async () =>
    {
        await LoadAsync();
        StateHasChanged();
    });
}
