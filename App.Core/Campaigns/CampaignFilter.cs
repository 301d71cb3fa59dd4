using AccessConsole.Core.Analysis;
using AccessConsole.Core.Model;
using AccessConsole.Core.Resolution;
using AccessConsole.Core.Scopes;

namespace AccessConsole.Core.Campaigns;

/// <summary>Which allow grants a campaign is about; parts that are not said do not filter.</summary>
/// <param name="Environment">Those that hold there.</param>
/// <param name="Label">Those for services with this label.</param>
/// <param name="NeverEnds">Only those without an end.</param>
/// <param name="OlderThan">Only those that have been as they are for so long. Whole days.</param>
public sealed record CampaignFilter(string? Environment = null, LabelChoice? Label = null, bool NeverEnds = false, int? OlderThan = null)
{
    /// <summary>Whether the grant is meant, but for its age.</summary>
    /// <param name="places">Where it lies.</param>
    public bool Matches(Grant grant, IReadOnlyCollection<Place> places, DateTimeOffset now) =>
        grant.Effect == Effect.Allow && !(grant.Expires <= now)
        && (Environment is null || grant.Environments.Contains(Environment))
        && (!NeverEnds || grant.Expires is null)
        && (Label is not { } label || places.Any(place => place.Labels is { } labels && label.Holds(labels)));

    /// <summary>The filter for people.</summary>
    public override string ToString()
    {
        string[] parts =
        [
            .. Environment is { } environment ? [$"in {environment}"] : Array.Empty<string>(),
            .. Label is { } label ? [$"for services with {label}"] : Array.Empty<string>(),
            .. NeverEnds ? ["without an end"] : Array.Empty<string>(),
            .. OlderThan is { } days ? [$"unchanged for {days.ToString(System.Globalization.CultureInfo.InvariantCulture)} days"] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? "all that allow" : $"those that allow {string.Join(", ", parts)}";
    }

    /// <summary>Where a grant lies: who decides of it covers all of that.</summary>
    public static ValueList<Place> PlacesOf(PolicySet policy, Grant grant) => ChangePlaces.OfObject(policy, grant).Select(touched => touched.Place).ToValueList();
}
