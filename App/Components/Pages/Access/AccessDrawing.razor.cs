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
        var asked = drawn = DataAddress;
        try
        {
            module ??= await JS.InvokeAsync<IJSObjectReference>("import", Script);
            var next = await module.InvokeAsync<IJSObjectReference>("draw", canvas, asked);
            // What was asked for later is drawn by itself.
            (var former, drawing) = asked == drawn ? (drawing, next) : (next, drawing);
            if (former is not null)
                await ForgetAsync(former);
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
            if (drawing is not null)
                await ForgetAsync(drawing);
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

    private static async Task ForgetAsync(IJSObjectReference former)
    {
        await former.InvokeVoidAsync("destroy");
        await former.DisposeAsync();
    }
}
