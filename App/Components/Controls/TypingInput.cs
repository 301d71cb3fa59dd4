using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace AccessConsole.Components.Controls;

/// <summary>
/// A field that tells each letter. Its event handler is the same at every render: the browser may name one that was replaced while a letter was on its way, and the renderer may
/// have forgotten that one by then, and the letter with it.
/// </summary>
public sealed class TypingInput : ComponentBase, IHandleEvent
{
    /// <summary><c>input</c> or <c>textarea</c>.</summary>
    [Parameter]
    public string Element { get; set; } = "input";

    [Parameter, EditorRequired]
    public string? Value { get; set; }

    [Parameter]
    public EventCallback<string> ValueChanged { get; set; }

    /// <summary>What else the element has.</summary>
    [Parameter(CaptureUnmatchedValues = true)]
    public IReadOnlyDictionary<string, object>? Attributes { get; set; }

    /// <summary>Whoever holds the value renders it: until then the field stays as it was typed.</summary>
    Task IHandleEvent.HandleEventAsync(EventCallbackWorkItem item, object? arg) => item.InvokeAsync(arg);

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        builder.OpenElement(0, Element);
        builder.AddMultipleAttributes(1, Attributes!);
        builder.AddAttribute(2, "value", Value ?? "");
        builder.AddAttribute(3, "oninput", EventCallback.Factory.Create<ChangeEventArgs>(this, TypedAsync));
        // What the renderer has of the value is what was typed, so that it writes nothing over later letters.
        builder.SetUpdatesAttributeName("value");
        builder.CloseElement();
    }

    private Task TypedAsync(ChangeEventArgs typed) => ValueChanged.InvokeAsync(typed.Value as string ?? "");
}
