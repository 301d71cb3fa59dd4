using AccessConsole.Core.Ports;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Settings;

/// <summary>How the console is set up, and the one act that an alarm about an issuer's keys asks for.</summary>
public sealed partial class SettingsPage
{
    private bool isLoaded;
    private bool failed;
    private bool maySeeRoles;
    private string? objection;
    private ConsoleUser? person;

    [Inject]
    public required SettingsViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var user = person = await User.GetAsync();
        maySeeRoles = user.Has(ConsoleRole.Admin) || user.Has(ConsoleRole.Auditor);
        objection = SettingsViewModel.AcceptObjection(user);
        failed = !await Loads.TryAsync(() => Model.LoadAsync(CancellationToken.None));
        isLoaded = true;
    }

    private async Task AcceptAsync(string provider) =>
        failed = !await Loads.TryAsync(async () => await Model.AcceptAsync(await User.GetAsync(), provider, CancellationToken.None));
}
