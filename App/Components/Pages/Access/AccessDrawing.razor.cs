using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AccessConsole.Components.Pages.Access;

/// <summary>Draws a graph in the browser.</summary>
public sealed partial class AccessDrawing : IAsyncDisposable
{
    private const string Script = "./access-graph.js";

    private ElementReference canvas;
    private IJSObjectReference? module;
    private IJSObjectReference? drawing;
    private string? drawn;
    private string said = "";

    /// <summary>Where the nodes and edges are read.</summary>
    [Parameter, EditorRequired]
    public required string DataAddress { get; set; }

    /// <summary>What the drawing is, for those who do not see it.</summary>
    [Parameter, EditorRequired]
    public required string Label { get; set; }

    [Parameter, EditorRequired]
    public required string FileName { get; set; }

    [Inject]
    public required IJSRuntime JS { get; init; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (drawn == DataAddress)
            return;
        drawn = DataAddress;
        try
        {
            module ??= await JS.InvokeAsync<IJSObjectReference>("import", Script);
            await ForgetAsync();
            drawing = await module.InvokeAsync<IJSObjectReference>("draw", canvas, DataAddress);
            said = "";
        }
        catch (JSDisconnectedException)
        {
            return;
        }
        catch (JSException)
        {
            said = "The drawing could not be made; the table below says the same.";
        }

        StateHasChanged();
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await ForgetAsync();
            if (module is not null)
                await module.DisposeAsync();
        }
        catch (JSDisconnectedException)
        {
            // The browser is gone, and the drawing with it.
        }
    }

    private async Task CallAsync(string act, params object?[] arguments)
    {
        if (drawing is not null)
            await drawing.InvokeVoidAsync(act, arguments);
    }

    private async Task ForgetAsync()
    {
        if (drawing is null)
            return;
        await drawing.InvokeVoidAsync("destroy");
        await drawing.DisposeAsync();
        drawing = null;
    }
}
