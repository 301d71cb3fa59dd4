using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;

namespace AccessConsole.Tests.Support.Fakes;

/// <summary>Nobody approves each other's changes, unless a test says who did.</summary>
internal sealed class FakeReciprocityStore : IReciprocityStore
{
    /// <summary>How many changes of an author somebody approved.</summary>
    public Dictionary<(PersonId Author, PersonId Approver), int> Given { get; } = [];

    public Task<IReadOnlyList<ReciprocalPair>> ListPairsAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ReciprocalPair>>([]);

    public Task<IReadOnlyList<(PersonId Approver, int Changes)>> CountGivenAsync(
        PersonId author, IReadOnlyCollection<PersonId> approvers, DateTimeOffset since, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<(PersonId, int)>>([.. approvers.Where(a => Given.ContainsKey((author, a))).Select(a => (a, Given[(author, a)]))]);
}
