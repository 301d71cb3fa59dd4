using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;

namespace AccessConsole.Data.Rows;

/// <summary>One act. The canonical bytes are the event; the other columns are copies for queries.</summary>
public sealed class AuditEventRow
{
    public required long Sequence { get; init; }

    public required DateTimeOffset At { get; init; }

    public required string ActorIssuer { get; init; }

    public required string ActorSubject { get; init; }

    public required string Action { get; init; }

    public required string Subject { get; init; }

    public required byte[] Canonical { get; init; }

    public required byte[] LeafHash { get; init; }

    public static AuditEventRow Of(long sequence, AuditEvent auditEvent)
    {
        var canonical = AuditEncoding.Encode(sequence, auditEvent);
        return new AuditEventRow
        {
            Sequence = sequence,
            At = auditEvent.At.ToUniversalTime(),
            ActorIssuer = auditEvent.Actor.Issuer,
            ActorSubject = auditEvent.Actor.Subject,
            Action = auditEvent.Action,
            Subject = auditEvent.Subject,
            Canonical = canonical,
            LeafHash = AuditEncoding.LeafHash(canonical),
        };
    }

    public AuditRecord ToRecord() => new(Sequence, AuditEncoding.TryDecode(Canonical)?.Event ?? Copied(), Canonical);

    public StoredEvent ToStored() => new(Canonical, At, new PersonId(ActorIssuer, ActorSubject), Action, Subject);

    private AuditEvent Copied() => new(At, new Actor(ActorKind.System, ActorIssuer, ActorSubject, ActorSubject), Action, Subject, new Dictionary<string, string?>());
}
