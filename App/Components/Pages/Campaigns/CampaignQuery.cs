using System.Globalization;

namespace AccessConsole.Components.Pages.Campaigns;

/// <summary>What of a campaign's grants is shown, as the address says it.</summary>
/// <param name="Show">undecided, keep, narrow or end; empty for all.</param>
/// <param name="Mine">Only those that the person may decide of.</param>
/// <param name="After">The number after which the page begins.</param>
public sealed record CampaignQuery(Guid Id, string Show = "", bool Mine = false, int After = 0)
{
    public string Address => Addresses.Of($"/campaigns/{Id}", ("show", Show), ("mine", Mine ? "true" : ""), ("after", After > 0 ? After.ToString(CultureInfo.InvariantCulture) : ""));
}
