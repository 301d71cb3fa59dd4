using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Ports;
using AccessConsole.Emergencies;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Emergencies;

public sealed partial class EmergencyPage : IDisposable
{
    private static readonly (string, string)[] Kinds = [.. RevocationKinds.All.Select(k => (k.Slug(), k.Noun()))];

    private readonly SortedSet<string> chosen = new(StringComparer.Ordinal);
    private EmergencyQuery? shown;
    private ConsoleUser? user;
    private RevocationKind kind;
    private string name = "";
    private bool failed;
    private bool isLoaded;

    [SupplyParameterFromQuery]
    public string? Kind { get; set; }

    [SupplyParameterFromQuery]
    public string? Name { get; set; }

    /// <summary>The environments, with spaces between; left out for everywhere.</summary>
    [SupplyParameterFromQuery]
    public string? In { get; set; }

    [Inject]
    public required EmergencyViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required LivePolicy Live { get; init; }

    protected override void OnInitialized() => Live.Changed += Refresh;

    public void Dispose() => Live.Changed -= Refresh;

    protected override async Task OnParametersSetAsync()
    {
        var query = EmergencyQuery.Read(Kind, Name, In);
        if (query == shown)
            return;
        (shown, kind, name) = (query, query.Kind, query.Name);
        chosen.Clear();
        chosen.UnionWith(query.Environments);
        user = await User.GetAsync();
        await LoadAsync();
        await Model.ShowAsync(user, query);
        isLoaded = true;
    }

    private async Task LoadAsync() => failed = !await Loads.TryAsync(() => Model.LoadAsync(CancellationToken.None));

    private void Refresh(LiveState state) => _ = InvokeAsync(async () =>
    {
        await LoadAsync();
        StateHasChanged();
    });

    private void Toggle(string environment)
    {
        if (!chosen.Remove(environment))
            chosen.Add(environment);
    }

    private async Task Show()
    {
        var query = new EmergencyQuery(kind, name.Trim(), [.. chosen]);
        if (query == shown)
            await Model.ShowAsync(user = await User.GetAsync(), query);
        else
            Navigation.NavigateTo(query.Address);
    }

    private async Task RevokeAsync(string reason) => await Model.RevokeAsync(user = await User.GetAsync(), reason);

    private async Task ReviewAsync((EmergencyRecord Record, string Comment) look) => await Model.ReviewAsync(user = await User.GetAsync(), look.Record, look.Comment);

    private async Task LiftAsync(StandingEmergency standing)
    {
        if (await Model.LiftAsync(user = await User.GetAsync(), standing) is { } draft)
            Navigation.NavigateTo($"/drafts/{draft.Id}");
    }
}
