using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components;

/// <summary>
/// A page whose address holds what is shown. What a person chooses is shown at once and then written into the address; the way back of an address that a
/// later choice has overtaken changes nothing.
/// </summary>
/// <typeparam name="TQuery">What the address says.</typeparam>
public abstract class FilteredPage<TQuery> : ComponentBase
    where TQuery : IAddressed
{
    private readonly OwnSteps steps = new();

    [Inject]
    public required NavigationManager Navigation { get; init; }

    /// <summary>What the parameters ask for.</summary>
    protected abstract TQuery Asked { get; }

    protected abstract Task ShowAsync(TQuery query);

    protected override Task OnParametersSetAsync() => steps.AreOvertaken(Asked.Address) ? Task.CompletedTask : ShowAsync(Asked);

    protected Task GoAsync(TQuery query)
    {
        // Shown first, so that the next choice builds on this one; large files are still being read when the address changes.
        var shown = ShowAsync(query);
        steps.Go(Navigation, query.Address);
        return shown;
    }
}
