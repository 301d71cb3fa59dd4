using AccessConsole.Core.Model;
using AccessConsole.Core.Scopes;

namespace AccessConsole.Core.Campaigns;

/// <summary>One grant of a campaign.</summary>
public sealed record CampaignItem
{
    public required Guid CampaignId { get; init; }

    /// <summary>The grant's id.</summary>
    public required Guid GrantId { get; init; }

    /// <summary>Its place in the campaign, by the grant's name then.</summary>
    public required int Number { get; init; }

    /// <summary>As it stood when the campaign was opened.</summary>
    public required Grant Grant { get; init; }

    /// <summary>Where it lies: whoever decides covers each of them.</summary>
    public ValueList<Place> Places { get; init; }

    /// <summary>The newest decision; earlier ones are in the audit log.</summary>
    public CampaignDecision? Decision { get; init; }

    /// <summary>What was decided, for searches; null where nothing was.</summary>
    public CampaignVerdict? Verdict { get; init; }
}
