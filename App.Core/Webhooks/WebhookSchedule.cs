namespace AccessConsole.Core.Webhooks;

/// <summary>When an endpoint that failed is tried again, and when a message is given up.</summary>
public static class WebhookSchedule
{
    /// <summary>A message that could not be delivered for so long is a dead letter.</summary>
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(3);

    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(30), TimeSpan.FromHours(1), TimeSpan.FromHours(2),
    ];

    /// <param name="failures">How often the endpoint failed since it last took a message, this time included.</param>
    public static TimeSpan WaitAfter(int failures) => Waits[Math.Clamp(failures, 1, Waits.Length) - 1];

    public static bool IsGivenUp(DateTimeOffset since, DateTimeOffset now) => now - since >= GivenUpAfter;
}
