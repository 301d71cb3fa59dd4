using AccessConsole.Buildkite;
using AccessConsole.Core.Inventory;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Resolution;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Buildkite;

public sealed partial class PipelineAtBuildkite
{
    private Pipeline? looked;
    private ComparedPipeline? compared;
    private bool failed;
    private string? objection;
    private string? refusal;

    /// <summary>As it is in force.</summary>
    [Parameter, EditorRequired]
    public required Pipeline Pipeline { get; set; }

    [Parameter, EditorRequired]
    public required PolicySet Policy { get; set; }

    /// <summary>Told what Buildkite says, for the page to show beside the pipeline; null where nothing is known.</summary>
    [Parameter]
    public EventCallback<ComparedPipeline?> OnCompared { get; set; }

    [Inject]
    public required BuildkiteInventory Inventory { get; init; }

    [Inject]
    public required BuildkiteImport Import { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private bool IsKnownByUuid => Policy.Providers.GetValueOrDefault(Pipeline.Provider)?.Oidc is not { IdentifyBy: IdentifyBy.Slug };

    protected override async Task OnParametersSetAsync()
    {
        // Not with each key that is typed.
        if (ReferenceEquals(looked, Pipeline))
            return;
        looked = Pipeline;
        objection = (await User.GetAsync()).Has(ConsoleRole.Editor) ? null : "changing the policy needs the editor role";
        await LoadAsync();
    }

    /// <summary>What else identifies the pipeline and changed. Labels are many, and wait in the organization's inventory.</summary>
    private static IReadOnlyList<string> Identities(PipelineComparison pipeline) => pipeline.Changes.Any(c => c.What == "slug")
        ? []
        : [.. pipeline.Changes.Where(c => !c.What.StartsWith("label ", StringComparison.Ordinal)).Select(c => c.What)];

    private async Task LoadAsync()
    {
        failed = !await Loads.TryAsync(async () => compared = await Inventory.CompareAsync(Pipeline, CancellationToken.None));
        await OnCompared.InvokeAsync(compared);
    }

    private async Task FollowAsync()
    {
        ImportResult? result = null;
        failed = !await Loads.TryAsync(async () => result = await Import.FollowAsync(await User.GetAsync(), Pipeline, CancellationToken.None));
        if (result is { Draft: { } draft })
            Navigation.NavigateTo($"/drafts/{draft.Id}");
        else if (result is not null)
            refusal = result.Problem ?? result.Refusal?.Message ?? "the connection was removed meanwhile";
    }
}
