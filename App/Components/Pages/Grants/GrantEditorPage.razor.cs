using AccessConsole.Components.Pages.Editing;
using AccessConsole.Core.Model;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Grants;

/// <summary>Form and YAML of one grant.</summary>
public sealed partial class GrantEditorPage
{
    /// <summary>Null for a new grant.</summary>
    [Parameter]
    public string? Name { get; set; }

    /// <summary>The grant that a new one is a copy of.</summary>
    [SupplyParameterFromQuery]
    public string? From { get; set; }

    [Inject]
    public required GrantEditorViewModel Model { get; init; }

    public override ObjectEditorViewModel Editor => Model;

    protected override string NamedAddress => Name is null ? ObjectAddresses.New(PolicyKind.Grant, DraftId) : ObjectAddresses.Of(new PolicyReference(PolicyKind.Grant, Name), DraftId);

    protected override Task<bool> LoadEditorAsync() => Name is null && From is not null
        ? Model.LoadCopyAsync(From, DraftId, CancellationToken.None)
        : Model.LoadAsync(Name, DraftId, CancellationToken.None);

    private void CopyTo(string environment)
    {
        Model.CopyTo(environment);
        SaveSoon();
    }
}
