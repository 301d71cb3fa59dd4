using AccessConsole.Core.Auditing;

namespace AccessConsole.Core.Campaigns;

/// <summary>What somebody decided of a grant, and why.</summary>
/// <param name="Expires">Of a narrowed grant: its new, earlier end; null leaves it.</param>
/// <param name="WithoutEnvironment">Of a narrowed grant: an environment in which it no longer holds; null for none.</param>
public sealed record CampaignDecision(CampaignVerdict Verdict, Actor By, DateTimeOffset At, string Reason, DateTimeOffset? Expires = null, string? WithoutEnvironment = null);

/// <summary>Persisted by name: do not rename.</summary>
public enum CampaignVerdict
{
    Keep,
    Narrow,
    End,
}
