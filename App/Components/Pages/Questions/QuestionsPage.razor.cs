using System.Globalization;
using AccessConsole.Components.Copying;
using AccessConsole.Core.Analysis.Questions;
using AccessConsole.Publishing;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Questions;

public sealed partial class QuestionsPage : IDisposable
{
    private const int MaxSuggested = 12;
    private const int MaxNamed = 3;

    private QuestionsQuery query = new();

    [SupplyParameterFromQuery]
    public string? Principal { get; set; }

    [SupplyParameterFromQuery]
    public string? Service { get; set; }

    [SupplyParameterFromQuery]
    public string? Environment { get; set; }

    [SupplyParameterFromQuery]
    public string? Method { get; set; }

    [SupplyParameterFromQuery]
    public string? Path { get; set; }

    [SupplyParameterFromQuery]
    public string? Status { get; set; }

    [SupplyParameterFromQuery]
    public string? Page { get; set; }

    [Inject]
    public required QuestionsViewModel Model { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required LivePolicy Live { get; init; }

    private CopyForm[] Forms => Model.Answer is null
        ? [CopyForms.Accessctl("analyse", "redundant")]
        : [CopyForms.Accessctl([
            "analyse", "reach", Model.Query.Principal, Model.Query.Service, .. Option("--environment", Model.Query.Environment), .. Option("--method", Model.Query.Method), .. Option("--path", Model.Query.Path),
        ])];

    private (string, string)[] Environments => [("", "any"), .. Model.Policy.Environments.Keys.Select(e => (e, e))];

    private IEnumerable<string> KnownPrincipals => Model.Policy.Pipelines.Keys.Select(n => $"pipeline/{n}").Concat(Model.Policy.Workloads.Keys.Select(n => $"workload/{n}"))
        .Where(n => n.Contains(query.Principal, StringComparison.OrdinalIgnoreCase)).Take(MaxSuggested);

    private IEnumerable<string> KnownServices => Model.Policy.Services.Keys.Where(n => n.Contains(query.Service, StringComparison.OrdinalIgnoreCase)).Take(MaxSuggested);

    protected override void OnInitialized() => Live.Changed += AskAgain;

    protected override void OnParametersSet()
    {
        query = new QuestionsQuery
        {
            Principal = Principal ?? "",
            Service = Service ?? "",
            Environment = Environment ?? "",
            Method = Method ?? "",
            Path = Path ?? "",
            Status = Enum.TryParse<GrantStatus>(Status, out var status) && Enum.IsDefined(status) ? status.ToString() : "",
            Page = int.TryParse(Page, NumberStyles.None, CultureInfo.InvariantCulture, out var page) && page > 0 ? page : 1,
        };
        Model.Show(query);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        await Model.JudgeAsync();
        StateHasChanged();
    }

    public void Dispose() => Live.Changed -= AskAgain;

    /// <summary>What was asked, of the policy now in force; what is typed for the next question stays.</summary>
    private void AskAgain(LiveState state) => _ = InvokeAsync(async () =>
    {
        Model.Show(Model.Query);
        await Model.JudgeAsync();
        StateHasChanged();
    });

    private void Ask()
    {
        if (query.IsComplete)
            Go(query with { Status = Model.Query.Status, Page = Model.Query.Page });
    }

    private void Go(QuestionsQuery next) => Navigation.NavigateTo(next.Address);

    private static IEnumerable<(string Name, string Status)> Chips(GrantAudit audit) =>
        Enum.GetValues<GrantStatus>().Where(s => audit.Count(s) > 0).Select(s => ($"{StatusWords.Of(s)} {Words.Number(audit.Count(s))}", s.ToString())).Prepend(("all", ""));

    private static IEnumerable<string> Option(string name, string value) => value.Length == 0 ? [] : [name, value];
}
