using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes.Revocations;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Ports;

/// <summary>Emergency revocations that were published, and who looked at them afterwards. Both are history and never change.</summary>
public interface IEmergencyStore
{
    /// <summary>Newest first, those of revisions below <paramref name="before"/> where it is given.</summary>
    Task<IReadOnlyList<EmergencyRecord>> ListAsync(int? before, int limit, CancellationToken cancellationToken);

    Task<EmergencyRecord?> FindAsync(int revision, CancellationToken cancellationToken);

    /// <returns>False where somebody looked at it before.</returns>
    Task<bool> ReviewAsync(EmergencyReview review, AuditEvent auditEvent, CancellationToken cancellationToken);
}

/// <summary>What was revoked by a revision, without waiting for approvals.</summary>
/// <param name="Grant">The id of the deny, which survives renaming.</param>
/// <param name="Environments">Where it was revoked.</param>
public sealed record Emergency(RevocationTarget Target, Guid Grant, ValueList<string> Environments, string Reason);

/// <param name="Review">Null while nobody looked at it.</param>
public sealed record EmergencyRecord(Revision Revision, EmergencyReview? Review)
{
    public Emergency Emergency => Revision.Emergency!;
}

/// <summary>One person's look at an emergency revocation of somebody else.</summary>
public sealed record EmergencyReview(int Revision, Actor Reviewer, DateTimeOffset At, string? Comment);
