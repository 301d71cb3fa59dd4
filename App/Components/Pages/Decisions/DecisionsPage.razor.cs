using AccessConsole.Core.Ports;
using AccessConsole.Exploring;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Decisions;

/// <summary>What engines decided, as it comes in. Every load asks for the role again: a circuit may outlive it.</summary>
public sealed partial class DecisionsPage : FilteredPage<DecisionsQuery>, IDisposable
{
    private readonly CancellationTokenSource gone = new();
    private bool isLoaded;
    private bool failed;
    private string? saveObjection;
    private PublishRefusal? refusal;
    private IDisposable? stream;

    [SupplyParameterFromQuery]
    public string? Environment { get; set; }

    [SupplyParameterFromQuery]
    public string? Service { get; set; }

    [SupplyParameterFromQuery]
    public string? Caller { get; set; }

    [SupplyParameterFromQuery]
    public string? Grant { get; set; }

    [SupplyParameterFromQuery]
    public string? Effect { get; set; }

    [SupplyParameterFromQuery]
    public string? Reason { get; set; }

    [SupplyParameterFromQuery]
    public string? Mode { get; set; }

    [SupplyParameterFromQuery]
    public string? Point { get; set; }

    [SupplyParameterFromQuery]
    public string? Build { get; set; }

    [SupplyParameterFromQuery]
    public string? Since { get; set; }

    [SupplyParameterFromQuery]
    public string? Until { get; set; }

    [SupplyParameterFromQuery]
    public string? Before { get; set; }

    [SupplyParameterFromQuery]
    public string? Decision { get; set; }

    [SupplyParameterFromQuery]
    public bool? Paused { get; set; }

    [Inject]
    public required DecisionsViewModel Model { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required DecisionStream Stream { get; init; }

    protected override DecisionsQuery Asked => new()
    {
        Environment = Environment ?? "",
        Service = Service ?? "",
        Caller = Caller ?? "",
        Grant = Grant ?? "",
        Effect = Effect ?? "",
        Reason = Reason ?? "",
        Mode = Mode ?? "",
        Point = Point ?? "",
        Build = Build ?? "",
        Since = Since ?? "",
        Until = Until ?? "",
        Before = Before ?? "",
        Decision = Decision ?? "",
        IsPaused = Paused ?? false,
    };

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender && !gone.IsCancellationRequested)
            stream = Stream.Subscribe(news => _ = InvokeAsync(() => TakeAsync(news)));
    }

    protected override async Task ShowAsync(DecisionsQuery query)
    {
        var user = await User.GetAsync();
        saveObjection = user.Has(ConsoleRole.Editor) ? null : "adding a test needs the editor role";
        refusal = null;
        failed = !await Loads.TryAsync(() => Model.LoadAsync(user, query, gone.Token));
        isLoaded = true;
    }

    public void Dispose()
    {
        stream?.Dispose();
        gone.Cancel();
        gone.Dispose();
    }

    private Task ReloadAsync() => ShowAsync(Model.Query);

    private async Task SaveTestAsync()
    {
        var result = await Model.SaveAsTestAsync(await User.GetAsync(), gone.Token);
        refusal = result.Refusal;
        if (result.Draft is { } draft)
            Navigation.NavigateTo($"/drafts/{draft.Id}");
    }

    private async Task TakeAsync(DecisionNews news)
    {
        if (!isLoaded || failed || gone.IsCancellationRequested)
            return;
        if (Model.Take(await User.GetAsync(), news))
            StateHasChanged();
    }
}
