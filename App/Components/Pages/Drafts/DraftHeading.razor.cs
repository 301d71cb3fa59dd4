using AccessConsole.Core.Ports;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace AccessConsole.Components.Pages.Drafts;

public sealed partial class DraftHeading
{
    private ElementReference opener;
    private ElementReference field;
    private bool isEditing;
    private bool movesFocus;
    private string? typed;
    private PublishRefusal? refusal;

    [Parameter, EditorRequired]
    public required string Title { get; set; }

    [Parameter]
    public bool MayEdit { get; set; }

    /// <summary>Whether the draft waits for approval.</summary>
    [Parameter]
    public bool IsSubmitted { get; set; }

    /// <summary>Stores another title and gives why not.</summary>
    [Parameter, EditorRequired]
    public required Func<string, Task<PublishRefusal?>> OnSave { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!movesFocus)
            return;
        movesFocus = false;
        if (isEditing)
            await field.FocusAsync();
        else if (MayEdit)
            await opener.FocusAsync();
    }

    private void Begin() => (isEditing, movesFocus, typed, refusal) = (true, true, Title, null);

    private void Close() => (isEditing, movesFocus, refusal) = (false, true, null);

    private void Cancel(KeyboardEventArgs pressed)
    {
        if (pressed.Key == "Escape")
            Close();
    }

    private async Task SaveAsync()
    {
        // The same title is no edit, by which approvals would fall.
        refusal = typed?.Trim() == Title ? null : await OnSave(typed ?? "");
        if (refusal is null)
            Close();
    }
}
