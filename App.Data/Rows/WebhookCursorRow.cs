namespace AccessConsole.Data.Rows;

/// <summary>How far webhooks were told of the audit log; there is one.</summary>
public sealed class WebhookCursorRow
{
    public const int TheOne = 1;

    public required int Id { get; init; }

    /// <summary>The first event that is not looked at yet.</summary>
    public required long Next { get; init; }
}
