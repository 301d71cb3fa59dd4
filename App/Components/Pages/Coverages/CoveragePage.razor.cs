using AccessConsole.Components.Pages.Editing;
using AccessConsole.Core.Compilation;
using AccessConsole.Core.Model;
using AccessConsole.Publishing;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Coverages;

/// <summary>Rule by hop: what each engine makes of the policy in force, and what would make it exact.</summary>
public sealed partial class CoveragePage : IDisposable
{
    private const int MaxAlerts = 10;

    private readonly OwnSteps steps = new();
    private bool isLoaded;

    [SupplyParameterFromQuery(Name = "q")]
    public string? Text { get; set; }

    [SupplyParameterFromQuery]
    public string? Environment { get; set; }

    [SupplyParameterFromQuery]
    public string? Target { get; set; }

    [SupplyParameterFromQuery]
    public string? Coverage { get; set; }

    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    [Inject]
    public required CoverageViewModel Model { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required LivePolicy Live { get; init; }

    protected override void OnInitialized() => Live.Changed += Refresh;

    protected override async Task OnParametersSetAsync()
    {
        // A large policy takes its time: not on the circuit's own turn, and once. A filter pressed meanwhile must not be overtaken by the former one.
        if (!isLoaded)
            await Task.Run(Model.Load);
        var asked = new CoverageQuery { Text = Text ?? "", Environment = Environment ?? "", Target = Target ?? "", Coverage = Coverage ?? "", Page = Page ?? 1 };
        if (!steps.AreOvertaken(asked.Address))
            Model.Show(asked);
        isLoaded = true;
    }

    public void Dispose() => Live.Changed -= Refresh;

    private void Go(CoverageQuery query)
    {
        Model.Show(query);
        steps.Go(Navigation, query.Address);
    }

    private void Refresh(LiveState state) => _ = InvokeAsync(async () =>
    {
        await Task.Run(Model.Load);
        Model.Show(Model.Query);
        StateHasChanged();
    });

    /// <summary>Each chip with the query that pressing it leads to.</summary>
    private IEnumerable<(string Name, string Test, CoverageQuery Query, bool IsOn)> Chips()
    {
        var query = Model.Query with { Page = 1 };
        yield return Chip("all losses", "losses", query with { Coverage = query.Coverage == "losses" ? "" : "losses" }, query.Coverage == "losses");
        foreach (var coverage in Enum.GetValues<Coverage>())
        {
            var name = Words.Of(coverage);
            yield return Chip($"{name} {Words.Number(Model.Counts.GetValueOrDefault(coverage))}", name.Replace(' ', '-'), query with { Coverage = query.Coverage == name ? "" : name }, query.Coverage == name);
        }

        foreach (var environment in Model.Environments)
            yield return Chip(environment, environment, query with { Environment = query.Environment == environment ? "" : environment }, query.Environment == environment);
        foreach (var target in Model.Targets)
            yield return Chip(target, target, query with { Target = query.Target == target ? "" : target }, query.Target == target);
    }

    private static (string Name, string Test, CoverageQuery Query, bool IsOn) Chip(string name, string test, CoverageQuery query, bool isOn) => (name, test, query, isOn);

    private static string ServiceAddress(string service) => ObjectAddresses.Of(new PolicyReference(PolicyKind.Service, service));
}
