using AccessConsole.Core.Ports;

namespace AccessConsole.Data.Rows;

/// <summary>A checkpoint as it was signed; one for each size of the log.</summary>
public sealed class AuditCheckpointRow
{
    public required long Size { get; init; }

    public required byte[] Root { get; init; }

    public required string Note { get; init; }

    public required DateTimeOffset SignedAt { get; init; }

    public StoredCheckpoint ToCheckpoint() => new(Size, Root, Note, SignedAt);
}
