using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Requests;
using AccessConsole.Core.Scopes;

namespace AccessConsole.Core.Ports;

/// <summary>Requests for access for a time. What was asked and every step is history: the database lets nobody change or remove it.</summary>
public interface IGrantRequestStore
{
    Task<GrantRequest> CreateAsync(GrantRequest request, AuditEvent auditEvent, CancellationToken cancellationToken);

    Task<GrantRequest?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Newest first; those asked before the request <paramref name="after"/>, where it is given.</summary>
    Task<IReadOnlyList<GrantRequest>> ListAsync(GrantRequestFilter filter, Guid? after, int limit, CancellationToken cancellationToken);

    /// <summary>How many requests <see cref="ListAsync"/> would list in all.</summary>
    Task<int> CountAsync(GrantRequestFilter filter, CancellationToken cancellationToken);

    /// <summary>
    /// Stores the request as <paramref name="change"/> makes it of the one that stands; null from <paramref name="change"/> leaves it. Runs again when another
    /// writer came first, so <paramref name="change"/> judges what it is given.
    /// </summary>
    Task<GrantRequest?> UpdateAsync(Guid id, Func<GrantRequest, GrantRequestChange?> change, CancellationToken cancellationToken);
}

/// <summary>A request's next state with the act that made it. Steps are only added.</summary>
public sealed record GrantRequestChange(GrantRequest Request, AuditEvent Event);

/// <param name="Now">The instant as of which the filter is meant.</param>
/// <param name="View">Only those that stand so.</param>
/// <param name="Requester">Only those that this person asked for.</param>
/// <param name="Approver">Only those that this person may approve.</param>
/// <param name="Like">Only those of the same principal and role as this one, and not itself.</param>
/// <param name="Search">Only those in which each of these words stands: in the asker's name, the pipeline or workload, the role, the environment or the reason.</param>
public sealed record GrantRequestFilter(
    DateTimeOffset Now, RequestView View = RequestView.All, PersonId? Requester = null, RequestApprover? Approver = null, GrantRequest? Like = null, string? Search = null);

public enum RequestView
{
    All,

    /// <summary>Approvers are asked for something.</summary>
    Waiting,
    InForce,

    /// <summary>Nothing comes of it any more.</summary>
    Ended,
}

/// <summary>Whose approval a request may wait for: it touches a place in one of the scopes, and the person neither asked for it nor approved what is asked now.</summary>
/// <param name="Scopes">Where the person approves; null stands for everywhere.</param>
public sealed record RequestApprover(PersonId Person, ValueList<RoleScope>? Scopes);
