using AccessConsole.Core.Auditing;
using AccessConsole.Core.Campaigns;
using AccessConsole.Core.Model;
using AccessConsole.Core.Scopes;

namespace AccessConsole.Core.Ports;

/// <summary>Campaigns that review standing grants, with their grants as they were and what was decided of each.</summary>
public interface ICampaignStore
{
    /// <summary>Stores a campaign with all its grants.</summary>
    Task OpenAsync(Campaign campaign, IEnumerable<CampaignItem> items, AuditEvent auditEvent, CancellationToken cancellationToken);

    Task<Campaign?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Newest first; those opened before the campaign <paramref name="after"/>, where it is given.</summary>
    /// <param name="search">Only those in which each of these words stands: in the title or the name of whoever opened it.</param>
    Task<IReadOnlyList<Campaign>> ListAsync(bool? isOpen, Guid? after, int limit, CancellationToken cancellationToken, string? search = null);

    /// <summary>How many grants of each campaign are decided how.</summary>
    Task<IReadOnlyDictionary<Guid, CampaignProgress>> CountAsync(IReadOnlyCollection<Guid> campaigns, CancellationToken cancellationToken);

    /// <summary>By number; those after <paramref name="after"/>.</summary>
    Task<IReadOnlyList<CampaignItem>> ListItemsAsync(Guid campaign, CampaignItemFilter filter, int after, int limit, CancellationToken cancellationToken);

    /// <summary>How many grants <see cref="ListItemsAsync"/> would list in all.</summary>
    Task<int> CountItemsAsync(Guid campaign, CampaignItemFilter filter, CancellationToken cancellationToken);

    /// <summary>How many undecided grants of open campaigns this person may decide of.</summary>
    Task<int> CountWaitingAsync(CampaignReviewer reviewer, CancellationToken cancellationToken);

    /// <summary>
    /// Stores what was decided of some grants of an open campaign, in one transaction that keeps it from being closed meanwhile.
    /// </summary>
    /// <param name="decide">What is decided of which of them; where that is nothing, nothing is stored.</param>
    /// <returns>How many decisions were stored; null where the campaign is not there or is closed.</returns>
    Task<int?> DecideAsync(Guid campaign, IReadOnlyCollection<Guid> grants, Func<IReadOnlyList<CampaignItem>, IReadOnlyList<CampaignDecided>> decide, CancellationToken cancellationToken);

    /// <summary>Closes an open campaign.</summary>
    /// <returns>False where somebody else closed it before, or decided something since <paramref name="version"/>.</returns>
    Task<bool> CloseAsync(Guid campaign, int version, CampaignEnd end, AuditEvent auditEvent, CancellationToken cancellationToken);
}

/// <summary>What was decided of one grant, with the act.</summary>
/// <param name="Item">As it stood before.</param>
public sealed record CampaignDecided(CampaignItem Item, CampaignDecision Decision, AuditEvent Event);

public sealed record CampaignProgress(int Undecided, int Kept, int Narrowed, int Ended)
{
    public static CampaignProgress None { get; } = new(0, 0, 0, 0);

    public int All => Undecided + Kept + Narrowed + Ended;

    public int Decided => Kept + Narrowed + Ended;
}

/// <param name="IsUndecided">Only those of which nothing is decided.</param>
/// <param name="Verdict">Only those that are decided so.</param>
/// <param name="Reviewer">Only those that this person may decide of.</param>
public sealed record CampaignItemFilter(bool IsUndecided = false, CampaignVerdict? Verdict = null, CampaignReviewer? Reviewer = null);

/// <summary>Who decides of a grant: one of the scopes covers each of its places, or they do together.</summary>
/// <param name="Scopes">Where the person approves; null stands for everywhere.</param>
public sealed record CampaignReviewer(ValueList<RoleScope>? Scopes);
