using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using MudBlazor;

namespace AccessConsole.Components.Layout;

/// <summary>The frame of every page: navigation, what revision is in force, who is signed in.</summary>
public sealed partial class MainLayout : IDisposable
{
    private ErrorBoundary? boundary;
    private bool isOpen = true;
    private ThemeChoice theme;

    [CascadingParameter]
    public ThemeChoice Theme { get; set; }

    [Inject]
    public required IJSRuntime Script { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private string SkipTarget => new Uri(Navigation.Uri).PathAndQuery + "#content";

    private string ThemeLabel => theme.IsSystem() ? "Colours: as the system has them" : theme.IsDark() ? "Colours: dark" : "Colours: light";

    private string ThemeIcon => theme.IsSystem() ? Icons.Material.Outlined.BrightnessAuto : theme.IsDark() ? Icons.Material.Outlined.DarkMode : Icons.Material.Outlined.LightMode;

    protected override void OnInitialized()
    {
        theme = Theme;
        Navigation.LocationChanged += Recover;
    }

    /// <summary>What failed for one body says nothing of the next, such as the one that asks to sign in again.</summary>
    protected override void OnParametersSet() => boundary?.Recover();

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
            return;
        var systemIsDark = await Script.InvokeAsync<bool>("accessConsole.start");
        if (theme.IsSystem() && theme.IsDark() != systemIsDark)
        {
            theme = systemIsDark ? ThemeChoice.SystemDark : ThemeChoice.SystemLight;
            StateHasChanged();
        }
    }

    public void Dispose() => Navigation.LocationChanged -= Recover;

    private async Task NextThemeAsync()
    {
        theme = theme.Next(await Script.InvokeAsync<bool>("accessConsole.systemIsDark"));
        await Script.InvokeVoidAsync("accessConsole.keepTheme", theme.Word());
    }

    private void Recover(object? sender, LocationChangedEventArgs e)
    {
        boundary?.Recover();
        _ = InvokeAsync(StateHasChanged);
    }
}
