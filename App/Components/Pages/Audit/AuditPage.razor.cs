using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Audit;

/// <summary>The record of acts. Every load asks for the role again: a circuit may outlive it.</summary>
public sealed partial class AuditPage : FilteredPage<AuditQuery>, IDisposable
{
    private bool isLoaded;
    private bool failed;
    private bool mayRead;

    [SupplyParameterFromQuery]
    public string? Who { get; set; }

    [SupplyParameterFromQuery]
    public string? Action { get; set; }

    [SupplyParameterFromQuery]
    public string? Object { get; set; }

    [SupplyParameterFromQuery]
    public string? Since { get; set; }

    [SupplyParameterFromQuery]
    public string? Until { get; set; }

    [SupplyParameterFromQuery]
    public long? Before { get; set; }

    [SupplyParameterFromQuery]
    public long? Event { get; set; }

    [Inject]
    public required AuditViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required LivePolicy Live { get; init; }

    protected override AuditQuery Asked => new()
    {
        Who = Who ?? "",
        Action = Action ?? "",
        Object = Object ?? "",
        Since = Since ?? "",
        Until = Until ?? "",
        Before = Before,
        Event = Event,
    };

    private string? ExportObjection => Model.Checkpoint is null
        ? "nothing of the log is signed yet"
        : Model.Query.Problem is not null || Model.Rows.Count == 0 ? "no event of this time is shown" : null;

    protected override void OnInitialized() => Live.Changed += Reload;

    public void Dispose() => Live.Changed -= Reload;

    protected override async Task ShowAsync(AuditQuery query)
    {
        var user = await User.GetAsync();
        mayRead = user.Has(ConsoleRole.Auditor);
        failed = !await Loads.TryAsync(() => Model.LoadAsync(user, query, CancellationToken.None));
        isLoaded = true;
    }

    private Task ReloadAsync() => ShowAsync(Model.Query);

    private void Reload(LiveState state) => _ = InvokeAsync(async () =>
    {
        await ReloadAsync();
        StateHasChanged();
    });
}
