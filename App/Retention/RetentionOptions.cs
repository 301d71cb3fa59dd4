namespace AccessConsole.Retention;

/// <summary>Section <c>Retention</c>: for how many days what is no history is kept once it is over; 0 keeps it for ever.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Retention";

    /// <summary>Messages to webhooks, taken or given up.</summary>
    public int WebhookMessageDays { get; set; } = 90;

    /// <summary>Webhooks that were removed, and the listings of connections to Buildkite that were.</summary>
    public int RemovedDays { get; set; } = 90;

    /// <summary>Tokens after their end. What was done with them stays in the audit log.</summary>
    public int EndedTokenDays { get; set; } = 400;

    /// <summary>Enforcement points after their last report.</summary>
    public int SilentPointDays { get; set; } = 400;

    /// <summary>What each enforcement point did with each revision: one line for each.</summary>
    public int RolloutStepDays { get; set; } = 31;

    /// <summary>What came of each publish: one line for each environment.</summary>
    public int RolloutDays { get; set; } = 400;
}
