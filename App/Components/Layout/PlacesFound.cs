namespace AccessConsole.Components.Layout;

/// <param name="Places">The best, at most <see cref="PlaceFinder.MaxPlaces"/>.</param>
/// <param name="Total">How many there are.</param>
public sealed record PlacesFound(IReadOnlyList<Place> Places, int Total)
{
    public static readonly PlacesFound None = new([], 0);
}
