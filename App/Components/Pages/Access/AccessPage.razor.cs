using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Access;

/// <summary>Who may reach what, and why: the address holds all that is shown.</summary>
public sealed partial class AccessPage : IDisposable
{
    private static readonly (string View, string Name)[] Views = [(AccessQuery.Matrix, "Matrix"), (AccessQuery.Table, "Table"), (AccessQuery.Graph, "Graph")];

    private readonly OwnSteps steps = new();
    private readonly CancellationTokenSource closing = new();
    private bool isLoaded;
    private bool isBusy;
    private bool failed;
    private string? exportObjection;

    [SupplyParameterFromQuery]
    public string? View { get; set; }

    [SupplyParameterFromQuery]
    public string? Environment { get; set; }

    [SupplyParameterFromQuery]
    public string? Principal { get; set; }

    [SupplyParameterFromQuery]
    public string? Team { get; set; }

    [SupplyParameterFromQuery]
    public string? Service { get; set; }

    [SupplyParameterFromQuery]
    public string? ServiceTeam { get; set; }

    [SupplyParameterFromQuery]
    public string? Mode { get; set; }

    [SupplyParameterFromQuery]
    public string? Revision { get; set; }

    [SupplyParameterFromQuery]
    public string? At { get; set; }

    [SupplyParameterFromQuery]
    public int? Rows { get; set; }

    [SupplyParameterFromQuery]
    public int? Columns { get; set; }

    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    [SupplyParameterFromQuery]
    public string? Focus { get; set; }

    [SupplyParameterFromQuery]
    public string? Group { get; set; }

    [SupplyParameterFromQuery]
    public string? Open { get; set; }

    [SupplyParameterFromQuery]
    public string? Cell { get; set; }

    [Inject]
    public required AccessViewModel Model { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required LivePolicy Live { get; init; }

    /// <summary>What is asked for, while it is worked out too.</summary>
    private AccessQuery Query { get; set; } = new();

    private AccessPicture Picture => Model.Picture;

    private IEnumerable<string> Environments => (Picture.Scope?.Moment.Policy ?? Live.Current.Policy).Environments.Keys;

    protected override async Task OnInitializedAsync()
    {
        Live.Changed += Refresh;
        exportObjection = (await User.GetAsync()).Has(ConsoleRole.Auditor) ? null : "exporting needs the auditor role";
    }

    protected override Task OnParametersSetAsync()
    {
        var asked = new AccessQuery
        {
            View = View is AccessQuery.Table or AccessQuery.Graph ? View : AccessQuery.Matrix,
            Environment = Environment ?? "",
            Principal = Principal ?? "",
            Team = Team ?? "",
            Service = Service ?? "",
            ServiceTeam = ServiceTeam ?? "",
            IsDeclared = Mode == "declared",
            IsObserved = Mode == "observed",
            Revision = Revision ?? "",
            At = At ?? "",
            Rows = Rows ?? 1,
            Columns = Columns ?? 1,
            Page = Page ?? 1,
            Focus = Focus ?? "",
            Group = Group ?? "",
            Open = Open ?? "",
            Cell = Cell ?? "",
        };
        if (steps.AreOvertaken(asked.Address))
            return Task.CompletedTask;
        Query = asked;
        return ShowAsync();
    }

    public void Dispose()
    {
        Live.Changed -= Refresh;
        closing.Cancel();
        closing.Dispose();
    }

    private async Task ShowAsync()
    {
        isBusy = true;
        var isNewest = true;
        try
        {
            failed = !await Loads.TryAsync(async () => isNewest = await Model.ShowAsync(Query, closing.Token));
            isLoaded = true;
        }
        catch (OperationCanceledException)
        {
            // The page was left meanwhile.
        }

        isBusy = isBusy && !isNewest;
    }

    private void Go(AccessQuery query)
    {
        Query = query;
        steps.Go(Navigation, query.Address);
    }

    private void Refresh(LiveState state) => _ = InvokeAsync(async () =>
    {
        if (Query.Revision.Length + Query.At.Length > 0)
            return;
        await ShowAsync();
        StateHasChanged();
    });
}
