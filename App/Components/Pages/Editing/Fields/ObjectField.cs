using AccessConsole.Core.Diagnostics;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Editing.Fields;

/// <summary>A field of an object's form.</summary>
public abstract class ObjectField : ComponentBase
{
    [CascadingParameter]
    public required ObjectForm Form { get; set; }

    /// <summary>The pointer of the value that the field shows.</summary>
    [Parameter, EditorRequired]
    public required string At { get; set; }

    /// <summary>The field's id and its name for tests, where the pointer gives it none.</summary>
    [Parameter]
    public string? Test { get; set; }

    protected string Name => Test ?? ObjectForm.NameOf(At);

    protected IReadOnlyList<Diagnostic> Problems => Form.At(At);
}
