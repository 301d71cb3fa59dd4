using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components.Pages.Rollout;

/// <summary>A page of earlier publishes, of one environment or of all, below what is set for those to come.</summary>
public abstract class EarlierPublishesPage : ComponentBase
{
    [SupplyParameterFromQuery]
    public string? Environment { get; set; }

    /// <summary>The last one of the page before: its revision and environment.</summary>
    [SupplyParameterFromQuery]
    public string? Before { get; set; }

    [Inject]
    public required CurrentUser User { get; init; }

    protected bool IsLoaded { get; private set; }

    protected bool HasFailed { get; private set; }

    /// <summary>Who looks at it; null until that is known.</summary>
    protected ConsoleUser? Reader { get; private set; }

    /// <param name="environment">Whose publishes are listed; empty for all.</param>
    /// <param name="before">The last one of the page before; null for the newest.</param>
    protected abstract Task ShowAsync(string environment, (int Revision, string Environment)? before);

    protected override Task OnParametersSetAsync() => LoadAsync();

    protected async Task LoadAsync()
    {
        Reader = await User.GetAsync();
        HasFailed = !await Loads.TryAsync(() => ShowAsync(Environment ?? "", RolloutPlace.Read(Before)));
        IsLoaded = true;
    }

    /// <summary>Sets something for those to come, as whoever is signed in by then.</summary>
    protected async Task ActAsync(Func<ConsoleUser, Task> act) => HasFailed = !await Loads.TryAsync(async () => await act(await User.GetAsync()));
}
