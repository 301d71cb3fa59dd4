using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;

namespace AccessConsole.Components.Layout;

public sealed partial class GoAnywhere
{
    private string text = "";
    private PlacesFound found = PlacesFound.None;
    private int chosen;

    [Inject]
    public required PlaceFinder Places { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    private string Said => (found.Places.Count, found.Total) switch
    {
        (0, _) when text.Length == 0 => "",
        (0, _) => "Nothing has such a name.",
        var (shown, total) when shown < total => $"{shown} of {Words.Number(total)}: type more of the name. Arrows choose, Enter opens.",
        var (_, total) => $"{Words.Count(total, "place")}. Arrows choose, Enter opens.",
    };

    protected override void OnInitialized() => Navigation.LocationChanged += CloseOnLeaving;

    public void Dispose() => Navigation.LocationChanged -= CloseOnLeaving;

    private void Find(string? typed)
    {
        text = typed ?? "";
        (found, chosen) = (Places.Find(text), 0);
    }

    private Task KeyAsync(KeyboardEventArgs key)
    {
        if (found.Places.Count == 0)
            return Task.CompletedTask;
        if (key.Key == "Enter")
            return GoAsync(found.Places[chosen]);
        chosen = key.Key switch
        {
            "ArrowDown" => (chosen + 1) % found.Places.Count,
            "ArrowUp" => (chosen + found.Places.Count - 1) % found.Places.Count,
            _ => chosen,
        };
        return Task.CompletedTask;
    }

    private async Task GoAsync(Place place)
    {
        // Closed first: a dialog that closes gives the focus back, and the page that opens takes it.
        await CloseAsync();
        Navigation.NavigateTo(place.Address);
    }

    private void CloseOnLeaving(object? sender, LocationChangedEventArgs e) => _ = InvokeAsync(CloseAsync);

    private async Task CloseAsync() => await Script.InvokeVoidAsync("accessConsole.close", "go-anywhere");

    private static string IdOf(int place) => $"place-{place}";
}
