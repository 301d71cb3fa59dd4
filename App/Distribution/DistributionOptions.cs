namespace AccessConsole.Distribution;

/// <summary>Section <c>Distribution</c>: limits of the machine side.</summary>
public sealed class DistributionOptions
{
    public const string Section = "Distribution";

    /// <summary>How many polls one replica holds at once; more are told to come back later.</summary>
    public int MaxHeldPolls { get; set; } = 50_000;

    /// <summary>How many of them may be one token's.</summary>
    public int MaxHeldPollsPerToken { get; set; } = 25_000;

    /// <summary>How long a signed statement of freshness says something; signed anew every hour, or at a quarter of this where that is sooner.</summary>
    public TimeSpan FreshnessLifetime { get; set; } = TimeSpan.FromHours(4);
}
