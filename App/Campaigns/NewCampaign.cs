using AccessConsole.Core.Campaigns;
using AccessConsole.Core.Ports;

namespace AccessConsole.Campaigns;

/// <summary>What a campaign is to be about.</summary>
public sealed record NewCampaign(string Title, CampaignFilter Filter, DateTimeOffset DueAt);

/// <summary>What somebody decides of some grants at once.</summary>
/// <param name="Expires">Of narrowed ones: the new end.</param>
/// <param name="WithoutEnvironment">Of narrowed ones: an environment less.</param>
public sealed record Verdict(CampaignVerdict Is, string Reason, DateTimeOffset? Expires = null, string? WithoutEnvironment = null);

/// <summary>The campaign after an act, or why the act was refused.</summary>
/// <param name="Count">How many grants it was about.</param>
public sealed record CampaignResult(Campaign? Campaign, PublishRefusal? Refusal, int Count = 0)
{
    public static CampaignResult Refused(PublishRefusalKind kind, string message) => new(null, new PublishRefusal(kind, message, []));
}
