using AccessConsole.Buildkite;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Buildkite;

/// <summary>The organizations at Buildkite that the console is connected to: added, tested, listed, removed.</summary>
public sealed partial class BuildkitePage : IDisposable
{
    private bool isLoaded;
    private bool failed;
    private bool isConnecting;
    private string? objection;

    [Inject]
    public required BuildkiteViewModel Model { get; init; }

    [Inject]
    public required BuildkiteSync Sync { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    protected override async Task OnInitializedAsync()
    {
        Sync.Ended += Refresh;
        objection = BuildkiteConnections.MayManage(await User.GetAsync()) ? null : BuildkiteConnections.Objection;
        await LoadAsync();
    }

    public void Dispose() => Sync.Ended -= Refresh;

    private async Task LoadAsync()
    {
        failed = !await Loads.TryAsync(() => Model.LoadAsync(CancellationToken.None));
        isLoaded = true;
    }

    private async Task ConnectAsync()
    {
        isConnecting = true;
        await ActAsync(user => Model.AddAsync(user, CancellationToken.None));
        isConnecting = false;
    }

    private async Task ActAsync(Func<ConsoleUser, Task> act) => failed = !await Loads.TryAsync(async () => await act(await User.GetAsync()));

    private void Refresh(Guid connection) => _ = InvokeAsync(async () =>
    {
        await LoadAsync();
        StateHasChanged();
    });
}
