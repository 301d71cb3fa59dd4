using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AccessConsole.Components.Controls;

public sealed partial class InstantField
{
    // Null until the browser said it, where this machine does not know it, and where its clocks show UTC: then there is UTC alone.
    private TimeZoneInfo? zone;

    // A local time that the clocks leave out, for as long as it stands in the field.
    private (DateTime From, DateTime To)? leftOut;
    private string leftOutTyped = "";

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>The field's name for tests.</summary>
    [Parameter, EditorRequired]
    public required string Name { get; set; }

    [Parameter, EditorRequired]
    public required DateTimeOffset? Value { get; set; }

    [Parameter]
    public EventCallback<DateTimeOffset?> ValueChanged { get; set; }

    [Parameter]
    public bool Disabled { get; set; }

    [Parameter]
    public IReadOnlyList<Core.Diagnostics.Diagnostic> Problems { get; set; } = [];

    /// <summary>Whether of a local time that comes twice the later is meant, unless a person says otherwise: what begins later or ends earlier gives less.</summary>
    [Parameter]
    public bool IsBeginning { get; set; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    private string Local => leftOut is not null ? leftOutTyped : Value is { } at ? Shown(WallTime.At(at, zone!)) : "";

    private string LeftOutText => leftOutTyped.Split('T')[^1];

    private IReadOnlyList<DateTimeOffset> Twice => Value is { } at ? WallTime.Of(WallTime.At(at, zone!).DateTime, zone!).Instants : [];

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || await BrowserZone.FindAsync(Script) is not { } found)
            return;
        zone = found;
        StateHasChanged();
    }

    private Task SetUtc(string value)
    {
        leftOut = null;
        return ValueChanged.InvokeAsync(UtcText.Read(value));
    }

    private async Task SetLocal(string value)
    {
        leftOut = null;
        if (UtcText.Read(value) is not { } typed)
        {
            await ValueChanged.InvokeAsync(null);
            return;
        }

        var meant = WallTime.Of(typed.UtcDateTime, zone!);
        if (meant.LeftOut is null)
            await ValueChanged.InvokeAsync(IsBeginning ? meant.Instants[^1] : meant.Instants[0]);
        else
            (leftOut, leftOutTyped) = (meant.LeftOut, value);
    }

    private static string Shown(DateTimeOffset local) => local.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}
