using AccessConsole.Core.Auditing;
using AccessConsole.Core.Model;
using AccessConsole.Core.Scopes;

namespace AccessConsole.Core.Requests;

/// <summary>Somebody's wish for access for a time. What is asked never changes; what becomes of it is told by <see cref="Steps"/>, to which is only added.</summary>
public sealed record GrantRequest
{
    /// <summary>Also the id of the grant that it becomes.</summary>
    public required Guid Id { get; init; }

    /// <summary>Grows with each stored change: the optimistic lock.</summary>
    public int Version { get; init; } = 1;

    public required Actor Requester { get; init; }

    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>What it becomes, without its times, under the names of when it was asked. Its reason is the requester's.</summary>
    public required Grant Grant { get; init; }

    /// <summary>Of the pipeline or workload, whatever it is called by now; null for a pipeline without UUID, which is known by its name.</summary>
    public Guid? PrincipalId { get; init; }

    /// <summary>Of the role, whatever it is called by now.</summary>
    public Guid? RoleId { get; init; }

    /// <summary>How long the access lasts, from the publish on that the last approval causes. Whole seconds.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The first instant at which nobody can approve it any more.</summary>
    public required DateTimeOffset LapsesAt { get; init; }

    /// <summary>What it would touch, as of when it was asked. Whoever acts on it is judged by what then stands; this serves searches.</summary>
    public ValueList<Place> Places { get; init; }

    public RequestState State { get; init; } = RequestState.Waiting;

    /// <summary>The grant's <c>validFrom</c>; null before it was made.</summary>
    public DateTimeOffset? StartsAt { get; init; }

    /// <summary>The grant's <c>expires</c>, extensions included; null before it was made.</summary>
    public DateTimeOffset? EndsAt { get; init; }

    /// <summary>The extension that waits for approval.</summary>
    public RequestedExtension? Extension { get; init; }

    public ValueList<RequestStep> Steps { get; init; }

    public PolicyReference Principal => Grant.Principals switch
    {
        { Pipelines: Selector.Names pipelines } => new PolicyReference(PolicyKind.Pipeline, pipelines.Values[0]),
        { Workloads: Selector.Names workloads } => new PolicyReference(PolicyKind.Workload, workloads.Values[0]),
        _ => throw new InvalidOperationException($"request {Id} names no principal"),
    };

    public string Environment => Grant.Environments[0];

    /// <summary>How it stands at an instant: what ends by time has ended by then, whoever noticed.</summary>
    public RequestStanding StandingAt(DateTimeOffset now) => State switch
    {
        RequestState.Waiting => now < LapsesAt ? RequestStanding.Waiting : RequestStanding.Lapsed,
        RequestState.Granted => now < EndsAt ? RequestStanding.InForce : RequestStanding.Expired,
        RequestState.Ended => RequestStanding.EndedEarly,
        RequestState.Declined => RequestStanding.Declined,
        RequestState.Withdrawn => RequestStanding.Withdrawn,
    };

    /// <summary>Whether approvers are asked for something at an instant: for the access, or for its extension.</summary>
    public bool AwaitsApprovalAt(DateTimeOffset now) => StandingAt(now) switch
    {
        RequestStanding.Waiting => true,
        RequestStanding.InForce => Extension is not null,
        _ => false,
    };
}
