namespace AccessConsole.Data;

/// <summary>How the store watches for revisions that other replicas publish.</summary>
public sealed class AccessDataOptions
{
    /// <summary>How long a notification is waited for before the newest revision is asked for without one.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long to wait before connecting again after the connection was lost.</summary>
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromSeconds(1);
}
