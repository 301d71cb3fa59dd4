using AccessConsole.Core.Ports;
using AccessConsole.Publishing;
using AccessConsole.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace AccessConsole.Components.Layout;

public sealed partial class PublishedNotice
{
    private Revision? news;

    [Inject]
    public required LivePolicy Live { get; init; }

    [Inject]
    public required IPolicyStore Store { get; init; }

    [Inject]
    public required CurrentUser User { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override void OnInitialized()
    {
        Live.Changed += Tell;
        Navigation.LocationChanged += Forget;
    }

    public void Dispose()
    {
        Live.Changed -= Tell;
        Navigation.LocationChanged -= Forget;
    }

    private void Tell(LiveState state)
    {
        // Successors by time or by keys leave the policy as it was: the number in the bar is enough.
        if (state.Revision == state.PolicyRevision)
            _ = InvokeAsync(() => TellAsync(state.Revision));
    }

    private async Task TellAsync(int number)
    {
        Revision? revision = null;
        await Loads.TryAsync(async () => revision = await Store.FindRevisionAsync(number, CancellationToken.None));
        if (revision is null || revision.Author.Person == (await User.GetAsync()).Actor.Person)
            return;
        news = revision;
        StateHasChanged();
    }

    /// <summary>Who goes on has seen it.</summary>
    private void Forget(object? sender, LocationChangedEventArgs e)
    {
        if (e.IsNavigationIntercepted)
            _ = InvokeAsync(() => { news = null; StateHasChanged(); });
    }
}
