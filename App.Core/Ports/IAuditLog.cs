using AccessConsole.Core.Auditing;

namespace AccessConsole.Core.Ports;

/// <summary>The record of acts. Acts that change something are written with their change; this is for the others and for reading.</summary>
public interface IAuditLog
{
    Task AppendAsync(AuditEvent auditEvent, CancellationToken cancellationToken);

    /// <summary>Writes what follows from the newest event of an action and subject, or nothing: of several that find the same at once one writes it, and the others see it.</summary>
    /// <param name="next">What follows; null for nothing. Asked again where another came between.</param>
    Task AppendAfterAsync(string action, string subject, Func<AuditEvent?, AuditEvent?> next, CancellationToken cancellationToken);

    /// <summary>By time and then by sequence, newest first; those that come after the event <paramref name="before"/> in that order, where it is given.</summary>
    Task<IReadOnlyList<AuditRecord>> ListAsync(AuditFilter filter, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>The smallest part of the log in which everything recorded in that time is; null where nothing was.</summary>
    /// <param name="since">From this instant on; null for the log's begin.</param>
    /// <param name="until">Before this instant; null for the log's end.</param>
    Task<(long First, long Last)?> FindRangeAsync(DateTimeOffset? since, DateTimeOffset? until, CancellationToken cancellationToken);

    /// <summary>Everybody who ever acted, by the newest name, in the order of issuers and subjects; at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<Actor>> ListActorsAsync(int limit, CancellationToken cancellationToken);
}

/// <param name="Action">Only this action.</param>
/// <param name="Subject">Only this subject.</param>
/// <param name="Actor">Only acts of this person, or of this person's tokens.</param>
/// <param name="Since">Only from this instant on.</param>
/// <param name="Until">Only before this instant.</param>
public sealed record AuditFilter(
    string? Action = null, string? Subject = null, PersonId? Actor = null, DateTimeOffset? Since = null, DateTimeOffset? Until = null);

/// <summary>A stored act.</summary>
/// <param name="Sequence">Its place in the log, from 0 without gaps: the leaf index of a Merkle tree over <paramref name="Canonical"/>.</param>
/// <param name="Event">What the bytes say; where somebody made them unreadable, what is stored beside them.</param>
/// <param name="Canonical">The bytes that were hashed; the columns are only a copy for queries.</param>
public sealed record AuditRecord(long Sequence, AuditEvent Event, ReadOnlyMemory<byte> Canonical);
