using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;

namespace AccessConsole.Core.Ports;

/// <summary>People who signed in.</summary>
public interface IPersonStore
{
    /// <summary>Notes a sign-in.</summary>
    /// <param name="groups">The groups of the identity provider from which the roles follow; null for roles that are not a provider's.</param>
    Task RecordSignInAsync(PersonId person, string name, ConsoleRole highestRole, ValueList<string>? groups, AuditEvent auditEvent, CancellationToken cancellationToken);

    /// <summary>The groups of the person's newest sign-in; null where nobody of that id signed in, or with roles that are not a provider's.</summary>
    Task<ValueList<string>?> FindGroupsAsync(PersonId person, CancellationToken cancellationToken);

    /// <summary>Whether an admin ever signed in: then the bootstrap token ends.</summary>
    Task<bool> HasAdminSignedInAsync(CancellationToken cancellationToken);

    /// <summary>Views that the person keeps, in the order in which they were saved.</summary>
    Task<ValueList<SavedView>> LoadViewsAsync(PersonId person, CancellationToken cancellationToken);

    /// <summary>Changes the views that the person keeps, as they then stand: other tabs of theirs may change them too.</summary>
    /// <returns>What they are then; null where nobody of that id signed in.</returns>
    Task<ValueList<SavedView>?> ChangeViewsAsync(PersonId person, Func<ValueList<SavedView>, ValueList<SavedView>> change, CancellationToken cancellationToken);
}
