using AccessConsole.Core.Campaigns;
using AccessConsole.Core.Ports;

namespace AccessConsole.Campaigns;

/// <summary>Which grants of a campaign people ask to see, as addresses and the API spell it.</summary>
public static class CampaignStates
{
    public static readonly IReadOnlyList<(string Slug, CampaignItemFilter Filter)> All =
    [
        ("", new CampaignItemFilter()), ("undecided", new CampaignItemFilter(IsUndecided: true)), ("keep", new CampaignItemFilter(Verdict: CampaignVerdict.Keep)),
        ("narrow", new CampaignItemFilter(Verdict: CampaignVerdict.Narrow)), ("end", new CampaignItemFilter(Verdict: CampaignVerdict.End)),
    ];

    /// <returns>All where none is named; null for what is no state.</returns>
    public static CampaignItemFilter? Parse(string? slug) => All.Where(s => s.Slug == (slug ?? "")).Select(s => s.Filter).FirstOrDefault();
}
