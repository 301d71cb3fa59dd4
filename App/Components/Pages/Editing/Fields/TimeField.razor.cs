using AccessConsole.Core.Documents.Editing;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Editing.Fields;

public sealed partial class TimeField
{
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <inheritdoc cref="Controls.InstantField.IsBeginning"/>
    [Parameter]
    public bool IsBeginning { get; set; }

    private DateTimeOffset? Instant => UtcText.ReadInstant(Form.Text.Value(At));

    private void Set(DateTimeOffset? at) => Form.Edit(at is { } instant ? Form.Text.Set(At, NewValue.Of(UtcText.WriteInstant(instant))) : Form.Text.Remove(At));
}
