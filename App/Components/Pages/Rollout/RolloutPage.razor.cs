using AccessConsole.Core.Ports;
using AccessConsole.Distribution.Points;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Rollout;

/// <summary>Enforcement points by what they should run and what they run; it follows their reports as they come.</summary>
public sealed partial class RolloutPage : IDisposable
{
    private static readonly string[] States = ["failing", "stale", "behind", "current"];

    private readonly OwnSteps steps = new();
    private bool isLoaded;
    private bool failed;
    private string? objection;
    private PublishRefusal? refusal;

    [SupplyParameterFromQuery(Name = "q")]
    public string? Text { get; set; }

    [SupplyParameterFromQuery]
    public string? Environment { get; set; }

    [SupplyParameterFromQuery]
    public string? Target { get; set; }

    [SupplyParameterFromQuery]
    public string? State { get; set; }

    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    [Inject]
    public required RolloutViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required LivePolicy Live { get; init; }

    [Inject]
    public required EnforcementPoints Points { get; init; }

    protected override void OnInitialized()
    {
        Live.Changed += Reload;
        Points.Changed += ShowPoints;
    }

    protected override async Task OnParametersSetAsync()
    {
        if (!isLoaded)
            await LoadAsync();
        var asked = new RolloutQuery { Text = Text ?? "", Environment = Environment ?? "", Target = Target ?? "", State = State ?? "", Page = Page ?? 1 };
        if (!steps.AreOvertaken(asked.Address))
            Model.Show(asked);
    }

    public void Dispose()
    {
        Live.Changed -= Reload;
        Points.Changed -= ShowPoints;
    }

    private async Task LoadAsync()
    {
        failed = !await Loads.TryAsync(() => Model.LoadAsync(CancellationToken.None));
        objection = Model.RollbackObjection(await User.GetAsync());
        isLoaded = true;
    }

    private void Reload(LiveState state) => _ = InvokeAsync(async () =>
    {
        await LoadAsync();
        StateHasChanged();
    });

    private void ShowPoints() => _ = InvokeAsync(() =>
    {
        Model.Refresh();
        StateHasChanged();
    });

    private void Go(RolloutQuery query)
    {
        Model.Show(query);
        steps.Go(Navigation, query.Address);
    }

    private async Task RollBackAsync()
    {
        var result = await Model.RollBackAsync(await User.GetAsync(), CancellationToken.None);
        refusal = result.Refusal;
        if (result.Draft is { } draft)
            Navigation.NavigateTo($"/drafts/{draft.Id}");
    }

    /// <summary>Each chip with the query that pressing it leads to.</summary>
    private IEnumerable<(string Name, string Test, RolloutQuery Query, bool IsOn)> Chips()
    {
        var query = Model.Query with { Page = 1 };
        foreach (var state in States)
            yield return ($"{state} {Words.Number(Model.Counts.GetValueOrDefault(state))}", state, query with { State = query.State == state ? "" : state }, query.State == state);
        foreach (var environment in Model.Environments)
            yield return (environment, environment, query with { Environment = query.Environment == environment ? "" : environment }, query.Environment == environment);
        foreach (var target in Model.Targets)
            yield return (target, target, query with { Target = query.Target == target ? "" : target }, query.Target == target);
    }
}
