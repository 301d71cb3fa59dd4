namespace AccessConsole.Distribution;

/// <summary>Section <c>Distribution</c>: limits of the machine side.</summary>
public sealed class DistributionOptions
{
    public const string Section = "Distribution";

    /// <summary>How many polls one replica holds at once; more are told to come back later.</summary>
    public int MaxHeldPolls { get; set; } = 50_000;

    /// <summary>How many of them may be one token's.</summary>
    public int MaxHeldPollsPerToken { get; set; } = 25_000;

    /// <summary>
    /// A PEM file of the authorities by which clients' certificates are verified: pullers that are registered by their SPIFFE ID show one, on an endpoint
    /// of Kestrel that asks for it. Read again when it changes. Empty for none.
    /// </summary>
    public string ClientTrustBundleFile { get; set; } = "";

    /// <summary>The SPIFFE trust domain that these authorities speak for, such as <c>acme.example</c>.</summary>
    public string TrustDomain { get; set; } = "";

    /// <summary>How long a signed statement of freshness says something; signed anew every hour, or at a quarter of this where that is sooner.</summary>
    public TimeSpan FreshnessLifetime { get; set; } = TimeSpan.FromHours(4);
}
