using AccessConsole.Core.Auditing;
using AccessConsole.Core.Auditing.Merkle;

namespace AccessConsole.Core.Ports;

/// <summary>The Merkle tree over the audit log, which follows the log at a short distance, and what was signed of it.</summary>
public interface IAuditTree
{
    /// <summary>
    /// Takes the next committed events in, at most <paramref name="limit"/>, and stores the checkpoint that <paramref name="sign"/> gives for where the tree
    /// then ends. One caller at a time, on all replicas. <paramref name="sign"/> is not asked where the newest checkpoint is of that size.
    /// </summary>
    /// <returns>The newest checkpoint, and whether more events wait.</returns>
    /// <exception cref="AuditTreeException">Events or stored hashes were changed beside the console; nothing is stored.</exception>
    Task<TreeAdvance> AdvanceAsync(int limit, Func<TreeHead, CancellationToken, Task<StoredCheckpoint?>> sign, CancellationToken cancellationToken);

    /// <summary>The newest checkpoint, or the newest that has at most <paramref name="size"/> events; null where there is none.</summary>
    Task<StoredCheckpoint?> FindCheckpointAsync(long? size, CancellationToken cancellationToken);

    /// <summary>The hash of each range, at a cost that does not depend on the log's length.</summary>
    /// <exception cref="AuditTreeException">Stored hashes are missing; also for what lies beyond the tree.</exception>
    Task<IReadOnlyList<byte[]>> HashAsync(IReadOnlyList<LeafRange> ranges, CancellationToken cancellationToken);

    /// <summary>An event's bytes as they are stored; null where there is none.</summary>
    Task<ReadOnlyMemory<byte>?> FindEventAsync(long sequence, CancellationToken cancellationToken);

    /// <summary>How many events were taken in.</summary>
    Task<long> CountAsync(CancellationToken cancellationToken);

    /// <summary>Leaves and events as they are stored at the places from <paramref name="first"/> on, one for each place that has either, in the log's order.</summary>
    Task<IReadOnlyList<StoredPlace>> ReadPlacesAsync(long first, int count, CancellationToken cancellationToken);
}

/// <summary>What came of following the log.</summary>
/// <param name="Newest">The newest stored checkpoint; null where there is none.</param>
public sealed record TreeAdvance(bool MoreWait, StoredCheckpoint? Newest);

/// <summary>Where the tree ends.</summary>
/// <param name="Last">The newest stored checkpoint, unverified.</param>
/// <param name="LastRoot">The root that the stored hashes give at its size.</param>
public sealed record TreeHead(long Size, ReadOnlyMemory<byte> Root, StoredCheckpoint? Last, ReadOnlyMemory<byte> LastRoot);

/// <param name="Note">As it was signed.</param>
public sealed record StoredCheckpoint(long Size, ReadOnlyMemory<byte> Root, string Note, DateTimeOffset SignedAt);

/// <summary>A place in the log, as the database has it.</summary>
/// <param name="Leaf">What the tree has of it; null where that is missing.</param>
/// <param name="Event">What the log has of it; null where that is missing.</param>
public sealed record StoredPlace(long Sequence, byte[]? Leaf, StoredEvent? Event);

/// <summary>An event's bytes, and the copies beside them by which it is found.</summary>
public sealed record StoredEvent(byte[] Canonical, DateTimeOffset At, PersonId Actor, string Action, string Subject);
