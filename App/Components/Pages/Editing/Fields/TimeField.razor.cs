using System.Globalization;
using AccessConsole.Core.Documents.Editing;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AccessConsole.Components.Pages.Editing.Fields;

public sealed partial class TimeField
{
    // Null until the browser said it, where this machine does not know it, and where its clocks show UTC: then there is UTC alone.
    private TimeZoneInfo? zone;

    // A local time that the clocks leave out, for as long as it stands in the field.
    private (DateTime From, DateTime To)? leftOut;
    private string leftOutTyped = "";

    [Parameter, EditorRequired]
    public required string Label { get; set; }

    /// <summary>Whether of a local time that comes twice the later is meant, unless a person says otherwise: what begins later or ends earlier gives less.</summary>
    [Parameter]
    public bool IsBeginning { get; set; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    private DateTimeOffset? Instant => UtcText.ReadInstant(Form.Text.Value(At));

    private string Local => leftOut is not null ? leftOutTyped : Instant is { } at ? Shown(WallTime.At(at, zone!)) : "";

    private string LeftOutText => leftOutTyped.Split('T')[^1];

    private IReadOnlyList<DateTimeOffset> Twice => Instant is { } at ? WallTime.Of(WallTime.At(at, zone!).DateTime, zone!).Instants : [];

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender || await BrowserZone.FindAsync(Script) is not { } found)
            return;
        zone = found;
        StateHasChanged();
    }

    private void SetUtc(string value)
    {
        leftOut = null;
        Set(UtcText.Read(value));
    }

    private void SetLocal(string value)
    {
        leftOut = null;
        if (UtcText.Read(value) is not { } typed)
        {
            Set(null);
            return;
        }

        var meant = WallTime.Of(typed.UtcDateTime, zone!);
        if (meant.LeftOut is null)
            Set(IsBeginning ? meant.Instants[^1] : meant.Instants[0]);
        else
            (leftOut, leftOutTyped) = (meant.LeftOut, value);
    }

    private void Set(DateTimeOffset? at) => Form.Edit(at is { } instant ? Form.Text.Set(At, NewValue.Of(UtcText.WriteInstant(instant))) : Form.Text.Remove(At));

    private static string Shown(DateTimeOffset local) => local.ToString("yyyy-MM-dd'T'HH:mm:ss", CultureInfo.InvariantCulture);
}
