using Microsoft.AspNetCore.Components;

namespace AccessConsole.Components;

/// <summary>
/// The addresses that a page went to by itself while somebody types into a filter. Each comes back as parameters after a round trip, when more may have been
/// typed: what comes back then is of the past, and would take the newest letters away.
/// </summary>
internal sealed class OwnSteps
{
    private readonly Queue<string> underway = new();

    public void Go(NavigationManager navigation, string address)
    {
        underway.Enqueue(address);
        navigation.NavigateTo(address, new NavigationOptions { ReplaceHistoryEntry = true });
    }

    /// <summary>Whether the parameters are of an own step that a later one has overtaken.</summary>
    /// <param name="address">The address that the parameters make.</param>
    public bool AreOvertaken(string address)
    {
        // One that is not of our own, such as a link's, is where the page is from now on.
        if (!underway.Contains(address))
            underway.Clear();
        while (underway.TryDequeue(out var step) && step != address)
        {
            // Its coming back was missed, or is to be.
        }

        return underway.Count > 0;
    }
}
