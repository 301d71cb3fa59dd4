namespace AccessConsole.Data.Rows;

/// <summary>The root of a complete subtree over the audit log; level 0 is one event's leaf.</summary>
public sealed class AuditSubtreeRow
{
    public required short Level { get; init; }

    public required long Index { get; init; }

    public required byte[] Hash { get; init; }
}
