using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace AccessConsole.Components.Controls;

/// <summary>A path, or whatever else has slashes: where room is short a line ends after one of them before it ends within a word.</summary>
public sealed class SlashText : ComponentBase
{
    [Parameter, EditorRequired]
    public required string Text { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        var parts = Text.Split('/');
        foreach (var part in parts[..^1])
        {
            builder.AddContent(0, part + "/");
            builder.OpenElement(1, "wbr");
            builder.CloseElement();
        }

        builder.AddContent(2, parts[^1]);
    }
}
