namespace AccessConsole.Distribution.Decisions;

/// <summary>Section <c>Decisions</c>: what is kept of engines' decisions.</summary>
public sealed class DecisionOptions
{
    public const string Section = "Decisions";

    /// <summary>For how many days each decision is kept.</summary>
    public int RetentionDays { get; set; } = 30;

    /// <summary>For how many days the counts by the hour are kept.</summary>
    public int CountsRetentionDays { get; set; } = 400;

    /// <summary>How much memory decisions may take that wait for the database; beyond it engines are told to come back later.</summary>
    public int QueueMegabytes { get; set; } = 64;

    internal TimeSpan Retention => TimeSpan.FromDays(RetentionDays);

    internal TimeSpan CountsRetention => TimeSpan.FromDays(CountsRetentionDays);

    internal long QueueBytes => (long)QueueMegabytes << 20;
}
