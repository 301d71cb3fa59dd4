using AccessConsole.SignIn;
using AccessConsole.Webhooks;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Settings;

/// <summary>Addresses that are told of events. Each act asks for the role again.</summary>
public sealed partial class WebhooksPage
{
    private bool isLoaded;
    private bool failed;
    private bool mayManage;

    /// <summary>The webhook whose messages are listed.</summary>
    [SupplyParameterFromQuery]
    public Guid? Webhook { get; set; }

    [SupplyParameterFromQuery]
    public long? Before { get; set; }

    [Inject]
    public required WebhooksViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        mayManage = WebhookAdministration.MayManage(await User.GetAsync());
        failed = mayManage && !await Loads.TryAsync(() => Model.LoadAsync(Webhook, Before, CancellationToken.None));
        isLoaded = true;
    }

    private Task AddAsync() => ActAsync(Model.AddAsync);

    private async Task ActAsync(Func<ConsoleUser, Task> act)
    {
        var user = await User.GetAsync();
        failed = !await Loads.TryAsync(async () =>
        {
            await act(user);
            await Model.LoadAsync(Webhook, Before, CancellationToken.None);
        });
    }
}
