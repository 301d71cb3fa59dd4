using AccessConsole.Publishing;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Testing;

/// <summary>The policy's tests and what they come to: now, or at a time to come when grants have ended.</summary>
public sealed partial class TestsPage : IDisposable
{
    private readonly OwnSteps steps = new();
    private bool isLoaded;
    private DateTimeOffset? ranFor;

    [SupplyParameterFromQuery(Name = "q")]
    public string? Text { get; set; }

    [SupplyParameterFromQuery]
    public string? Result { get; set; }

    [SupplyParameterFromQuery]
    public string? Expect { get; set; }

    [SupplyParameterFromQuery]
    public string? Environment { get; set; }

    [SupplyParameterFromQuery]
    public string? At { get; set; }

    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    [Inject]
    public required TestsViewModel Model { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required LivePolicy Live { get; init; }

    protected override void OnInitialized() => Live.Changed += RunAgain;

    protected override async Task OnParametersSetAsync()
    {
        var query = new TestsQuery { Text = Text ?? "", Result = Result ?? "", Expect = Expect ?? "", Environment = Environment ?? "", At = At ?? "", Page = Page ?? 1 };
        if (steps.AreOvertaken(query.Address))
            return;
        if (!isLoaded || query.Instant != ranFor)
            await RunAsync(query.Instant);
        Model.Show(query);
        isLoaded = true;
    }

    public void Dispose() => Live.Changed -= RunAgain;

    /// <summary>Many tests take their time: not on the circuit's own turn.</summary>
    private async Task RunAsync(DateTimeOffset? at)
    {
        ranFor = at;
        await Task.Run(() => Model.Run(at));
    }

    private void RunAgain(LiveState state) => _ = InvokeAsync(async () =>
    {
        await RunAsync(ranFor);
        Model.Show(Model.Query);
        StateHasChanged();
    });

    private void Go(TestsQuery query)
    {
        if (query.At == Model.Query.At)
            Model.Show(query);
        steps.Go(Navigation, query.Address);
    }

    /// <summary>Each chip with the query that pressing it leads to.</summary>
    private IEnumerable<(string Name, string Test, TestsQuery Query, bool IsOn)> Chips()
    {
        var query = Model.Query with { Page = 1 };
        yield return ($"fails {Words.Number(Model.Failing)}", "fails", query with { Result = query.Result == "fails" ? "" : "fails" }, query.Result == "fails");
        yield return ($"passes {Words.Number(Model.All - Model.Failing)}", "passes", query with { Result = query.Result == "passes" ? "" : "passes" }, query.Result == "passes");
        foreach (var effect in (string[])["allow", "deny"])
            yield return ($"expects {effect}", effect, query with { Expect = query.Expect == effect ? "" : effect }, query.Expect == effect);
        foreach (var environment in Model.Environments)
            yield return (environment, environment, query with { Environment = query.Environment == environment ? "" : environment }, query.Environment == environment);
    }
}
