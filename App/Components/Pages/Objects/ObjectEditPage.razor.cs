using AccessConsole.Buildkite;
using AccessConsole.Components.Pages.Editing;
using AccessConsole.Core.Model;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Objects;

/// <summary>One object of the policy in fields and as YAML, with what its change would do and what uses it.</summary>
public sealed partial class ObjectEditPage
{
    private PolicyKind? kind;
    private ComparedPipeline? atBuildkite;

    [Parameter]
    public required string KindSlug { get; set; }

    /// <summary>Null for a new object.</summary>
    [SupplyParameterFromQuery]
    public string? Name { get; set; }

    [Inject]
    public required ObjectEditorViewModel Model { get; init; }

    public override ObjectEditorViewModel Editor => Model;

    protected override string NamedAddress => Name is null ? ObjectAddresses.New(kind!.Value, DraftId) : ObjectAddresses.Of(new PolicyReference(kind!.Value, Name), DraftId);

    protected override async Task OnParametersSetAsync()
    {
        kind = ObjectAddresses.KindOf(KindSlug);
        if (kind is null or PolicyKind.Grant)
        {
            // Grants have an editor of their own.
            kind = null;
            Navigation.NotFound();
            return;
        }

        await base.OnParametersSetAsync();
    }

    protected override Task<bool> LoadEditorAsync() => Model.LoadAsync(kind!.Value, Name, DraftId, CancellationToken.None);
}
