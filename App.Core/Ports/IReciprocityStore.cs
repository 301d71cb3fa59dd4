using AccessConsole.Core.Auditing;

namespace AccessConsole.Core.Ports;

/// <summary>
/// Who approves whose changes. Counted are approvals that stand, of changes that wait or were published: what fell by an edit, was declined or withdrawn lets nobody
/// in. A token's changes are its owner's.
/// </summary>
public interface IReciprocityStore
{
    /// <summary>Every pair of people who approved changes of each other's since then, in the order of their issuers and subjects; at most <paramref name="limit"/> pairs.</summary>
    Task<IReadOnlyList<ReciprocalPair>> ListPairsAsync(DateTimeOffset since, int limit, CancellationToken cancellationToken);

    /// <summary>Who of <paramref name="approvers"/> approved changes of the author since then, with how many of them.</summary>
    Task<IReadOnlyList<(PersonId Approver, int Changes)>> CountGivenAsync(PersonId author, IReadOnlyCollection<PersonId> approvers, DateTimeOffset since, CancellationToken cancellationToken);
}

/// <summary>Two people who approve each other's changes.</summary>
/// <param name="ByFirst">What the first approved of the second's, newest first.</param>
/// <param name="OfSecond">How many changes of the second's anybody approved in that time.</param>
public sealed record ReciprocalPair(
    Actor First, Actor Second, IReadOnlyList<GivenApproval> ByFirst, IReadOnlyList<GivenApproval> BySecond, int OfFirst, int OfSecond);

/// <summary>One approval of a change.</summary>
/// <param name="Revision">What the change became; null while it waits.</param>
public sealed record GivenApproval(Guid Draft, string Title, DateTimeOffset At, int? Revision);
