using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Simulator;

public sealed partial class SimulatorPage : IDisposable
{
    private const int MaxSuggested = 12;
    private const string ClaimsExample = """{ "iss": "https://agent.buildkite.com", "organization_id": "…", "pipeline_id": "…", "build_branch": "main" }""";

    private static readonly (string, string)[] Callers =
        [("pipeline", "a pipeline"), ("workload", "a workload"), ("claims", "a token's claims"), ("spiffe", "a SPIFFE ID"), ("nobody", "nobody: no credential")];

    private SimulatorQuery query = new();
    private string? saveObjection;
    private PublishRefusal? refusal;

    [SupplyParameterFromQuery]
    public string? Caller { get; set; }

    [SupplyParameterFromQuery]
    public string? Identity { get; set; }

    [SupplyParameterFromQuery]
    public string? Branch { get; set; }

    [SupplyParameterFromQuery]
    public string? Tag { get; set; }

    [SupplyParameterFromQuery]
    public string? Source { get; set; }

    [SupplyParameterFromQuery]
    public string? Queue { get; set; }

    [SupplyParameterFromQuery]
    public string? Cluster { get; set; }

    [SupplyParameterFromQuery]
    public string? Step { get; set; }

    [SupplyParameterFromQuery]
    public string? Environment { get; set; }

    [SupplyParameterFromQuery]
    public string? Service { get; set; }

    [SupplyParameterFromQuery]
    public string? Method { get; set; }

    [SupplyParameterFromQuery]
    public string? Path { get; set; }

    [SupplyParameterFromQuery]
    public string? Time { get; set; }

    [Inject]
    public required SimulatorViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required LivePolicy Live { get; init; }

    private string IdentityLabel => query.Caller switch
    {
        "pipeline" => "Pipeline",
        "workload" => "Workload",
        _ => "SPIFFE ID",
    };

    private (string, string)[] Environments => [("", "choose"), .. Model.Policy.Environments.Keys.Select(e => (e, e))];

    private IEnumerable<string> KnownPrincipals =>
        Suggested(query.Caller switch { "pipeline" => Model.Policy.Pipelines.Keys, "workload" => Model.Policy.Workloads.Keys, _ => [] }, query.Identity);

    private IEnumerable<string> KnownServices => Suggested(Model.Policy.Services.Keys, query.Service);

    protected override async Task OnInitializedAsync()
    {
        Live.Changed += AskAgain;
        saveObjection = (await User.GetAsync()).Has(ConsoleRole.Editor) ? null : "adding a test needs the editor role";
    }

    protected override void OnParametersSet()
    {
        query = new SimulatorQuery
        {
            Caller = Callers.Any(c => c.Item1 == Caller) ? Caller! : "pipeline",
            Identity = Identity ?? "",
            Branch = Branch ?? "",
            Tag = Tag ?? "",
            Source = Source ?? "",
            Queue = Queue ?? "",
            Cluster = Cluster ?? "",
            Step = Step ?? "",
            Environment = Environment ?? "",
            Service = Service ?? "",
            Method = Method ?? "GET",
            Path = Path ?? "/",
            Time = Time ?? "",
        };
        Model.Show(query);
    }

    public void Dispose() => Live.Changed -= AskAgain;

    /// <summary>The question that was asked, of the policy now in force; what is typed for the next one stays.</summary>
    private void AskAgain(LiveState state) => _ = InvokeAsync(() =>
    {
        Model.Show(Model.Query);
        StateHasChanged();
    });

    private void Ask()
    {
        if (!query.IsComplete)
            return;
        refusal = null;
        Model.Show(query);
        Navigation.NavigateTo(query.Address);
    }

    private async Task SaveAsync(string name)
    {
        var result = await Model.SaveAsTestAsync(await User.GetAsync(), name, CancellationToken.None);
        refusal = result.Refusal;
        if (result.Draft is { } draft)
            Navigation.NavigateTo($"/drafts/{draft.Id}");
    }

    private static IEnumerable<string> Suggested(IEnumerable<string> names, string typed) =>
        names.Where(n => n.Contains(typed, StringComparison.OrdinalIgnoreCase)).Take(MaxSuggested);
}
