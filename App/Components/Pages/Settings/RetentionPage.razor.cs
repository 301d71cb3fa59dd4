using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Settings;

/// <summary>What is kept, for how long, and how much it is.</summary>
public sealed partial class RetentionPage
{
    private bool isLoaded;
    private bool failed;
    private bool mayRead;

    [Inject]
    public required RetentionViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var user = await User.GetAsync();
        mayRead = user.Has(Core.Ports.ConsoleRole.Admin) || user.Has(Core.Ports.ConsoleRole.Auditor);
        failed = mayRead && !await Loads.TryAsync(() => Model.LoadAsync(CancellationToken.None));
        isLoaded = true;
    }
}
