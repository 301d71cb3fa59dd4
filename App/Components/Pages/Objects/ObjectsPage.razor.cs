using AccessConsole.Components.Pages.Editing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Objects;

/// <summary>The objects in force of one kind, searched and paged by the server; the address holds what is shown.</summary>
public sealed partial class ObjectsPage : IDisposable
{
    private readonly OwnSteps steps = new();
    private string? objection;
    private bool atBuildkiteFailed;
    private bool isLookedUp;

    /// <summary>Null for the first kind that people look for.</summary>
    [Parameter]
    public string? KindSlug { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Text { get; set; }

    /// <summary>Which pipelines, by what became of them at Buildkite.</summary>
    [SupplyParameterFromQuery]
    public string? Buildkite { get; set; }

    [SupplyParameterFromQuery]
    public int? Page { get; set; }

    [Inject]
    public required ObjectsViewModel Model { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required LivePolicy Live { get; init; }

    private PolicyKind Kind => Model.Query.Kind;

    private string Purpose => Kind switch
    {
        PolicyKind.IdentityProvider => "They vouch for callers: Buildkite's token issuer, or a SPIFFE trust domain.",
        PolicyKind.Environment => "They say how many approvals a change needs and how exact engines must be.",
        PolicyKind.Pipeline => "They are the callers that most grants are for.",
        PolicyKind.Workload => "They are callers other than pipelines.",
        PolicyKind.Service => "They are what is called, with a deployment in each environment.",
        PolicyKind.Role => "They bundle services, methods and paths, which grants give to principals.",
        PolicyKind.Grant => "They say who may reach what.",
        PolicyKind.Test => "They hold the policy to what it must always answer: a change that breaks one cannot be published.",
    };

    protected override async Task OnInitializedAsync()
    {
        Live.Changed += Refresh;
        objection = (await User.GetAsync()).Has(ConsoleRole.Editor) ? null : "changing the policy needs the editor role";
    }

    protected override async Task OnParametersSetAsync()
    {
        if (Kind != PolicyKind.Pipeline || isLookedUp)
            return;
        isLookedUp = true;
        await LookAtBuildkiteAsync();
    }

    protected override void OnParametersSet()
    {
        var kind = KindSlug is null ? PolicyKind.Service : ObjectAddresses.KindOf(KindSlug);
        var asked = new ObjectQuery(kind is null or PolicyKind.Grant ? PolicyKind.Service : kind.Value, Text ?? "", Page ?? 1, kind == PolicyKind.Pipeline ? Buildkite ?? "" : "");
        if (!steps.AreOvertaken(asked.Address))
            Model.Show(asked);
        if (kind is null)
            Navigation.NotFound();
        else if (kind == PolicyKind.Grant)
            Navigation.NavigateTo(ObjectAddresses.ListOf(PolicyKind.Grant), new NavigationOptions { ReplaceHistoryEntry = true });
    }

    public void Dispose() => Live.Changed -= Refresh;

    private void Search(string? text) => Go(Model.Query with { Text = text ?? "", Page = 1 });

    private void Filter(string atBuildkite) => Go(Model.Query with { AtBuildkite = atBuildkite, Page = 1 });

    private void Go(ObjectQuery query)
    {
        Model.Show(query);
        steps.Go(Navigation, Model.Query.Address);
    }

    private async Task LookAtBuildkiteAsync() => atBuildkiteFailed = !await Loads.TryAsync(() => Model.LookAtBuildkiteAsync(CancellationToken.None));

    private void Refresh(LiveState state) => _ = InvokeAsync(async () =>
    {
        Model.Show(Model.Query);
        if (Kind == PolicyKind.Pipeline)
            await LookAtBuildkiteAsync();
        StateHasChanged();
    });
}
