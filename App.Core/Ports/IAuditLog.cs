using AccessConsole.Core.Auditing;

namespace AccessConsole.Core.Ports;

/// <summary>The record of acts. Acts that change something are written with their change; this is for the others and for reading.</summary>
public interface IAuditLog
{
    Task AppendAsync(AuditEvent auditEvent, CancellationToken cancellationToken);

    /// <summary>Newest first, below <paramref name="before"/> where it is given.</summary>
    Task<IReadOnlyList<AuditRecord>> ListAsync(AuditFilter filter, long? before, int limit, CancellationToken cancellationToken);
}

/// <param name="Action">Only this action.</param>
/// <param name="Subject">Only this subject.</param>
public sealed record AuditFilter(string? Action = null, string? Subject = null);

/// <summary>A stored act.</summary>
/// <param name="Sequence">Its place in the log, from 0 without gaps: the leaf index of a Merkle tree over <paramref name="Canonical"/>.</param>
/// <param name="Canonical">The bytes that were hashed; the columns are only a copy for queries.</param>
public sealed record AuditRecord(long Sequence, AuditEvent Event, ReadOnlyMemory<byte> Canonical);
