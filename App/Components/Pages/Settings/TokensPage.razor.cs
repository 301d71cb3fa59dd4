using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AccessConsole.Components.Pages.Settings;

/// <summary>Tokens of pullers and automation: made, shown once, ended.</summary>
public sealed partial class TokensPage
{
    private bool isLoaded;
    private bool failed;
    private bool mayAdminister;
    private bool isCopied;

    [SupplyParameterFromQuery]
    public Guid? After { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Search { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required TokensViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required IJSRuntime Browser { get; init; }

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        mayAdminister = (await User.GetAsync()).Has(ConsoleRole.Admin);
        failed = mayAdminister && !await Loads.TryAsync(() => Model.LoadAsync(After, CancellationToken.None, Search));
        isLoaded = true;
    }

    private async Task CreateAsync()
    {
        isCopied = false;
        failed = !await Loads.TryAsync(async () => await Model.CreateAsync(await User.GetAsync(), CancellationToken.None));
    }

    private async Task RevokeAsync(Guid id) =>
        failed = !await Loads.TryAsync(async () => await Model.RevokeAsync(await User.GetAsync(), id, After, CancellationToken.None));

    private async Task CopyAsync(string text)
    {
        await Browser.InvokeVoidAsync("accessConsole.copy", text);
        isCopied = true;
    }
}
