using AccessConsole.Core.Auditing;

namespace AccessConsole.Core.Ports;

/// <summary>People who signed in.</summary>
public interface IPersonStore
{
    /// <summary>Notes a sign-in.</summary>
    Task RecordSignInAsync(PersonId person, string name, ConsoleRole highestRole, AuditEvent auditEvent, CancellationToken cancellationToken);

    /// <summary>Whether an admin ever signed in: then the bootstrap token ends.</summary>
    Task<bool> HasAdminSignedInAsync(CancellationToken cancellationToken);
}
