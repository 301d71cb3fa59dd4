using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Tests.Support.Fakes;

/// <summary>What people keep, for one test; everybody signed in.</summary>
internal sealed class FakePersonStore : IPersonStore
{
    private readonly Dictionary<PersonId, ValueList<SavedView>> views = [];

    /// <summary>The groups of everybody's newest sign-in.</summary>
    public ValueList<string>? Groups { get; set; }

    public Task RecordSignInAsync(PersonId person, string name, ConsoleRole highestRole, ValueList<string>? groups, AuditEvent auditEvent, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<ValueList<string>?> FindGroupsAsync(PersonId person, CancellationToken cancellationToken) => Task.FromResult(Groups);

    public Task<bool> HasAdminSignedInAsync(CancellationToken cancellationToken) => Task.FromResult(false);

    public Task<ValueList<SavedView>> LoadViewsAsync(PersonId person, CancellationToken cancellationToken) => Task.FromResult(views.GetValueOrDefault(person));

    public Task<ValueList<SavedView>?> ChangeViewsAsync(PersonId person, Func<ValueList<SavedView>, ValueList<SavedView>> change, CancellationToken cancellationToken) =>
        Task.FromResult<ValueList<SavedView>?>(views[person] = change(views.GetValueOrDefault(person)));
}
