using AccessConsole.Core.Auditing;
using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;
using AccessConsole.Core.Requests;
using AccessConsole.Core.Resolution;

namespace AccessConsole.Requests;

/// <summary>What a publish does with a request. The publisher asks it under the lock, with what then stands.</summary>
/// <param name="Request">The request's id.</param>
public abstract record RequestAct(Guid Request)
{
    /// <param name="start">From when the revision would be in force.</param>
    internal abstract RequestPatch Plan(GrantRequest standing, PolicySet policy, DateTimeOffset start, DateTimeOffset now);

    /// <returns>Why it is not published; null where it is.</returns>
    internal abstract PublishRefusal? Objection(GrantRequest standing, PolicySet policy, ChangeReview review, DateTimeOffset now);

    /// <summary>The approvals by which it is published.</summary>
    internal abstract ValueList<Approval> Approvals(GrantRequest standing, PolicySet policy, DateTimeOffset now);

    /// <param name="revision">What it became.</param>
    internal abstract RequestDone Done(GrantRequest standing, PolicySet policy, Revision revision);

    private protected static PublishRefusal Refused(PublishRefusalKind kind, string message) => new(kind, message, []);
}

/// <summary>What is to be published for a request, or why nothing is.</summary>
internal sealed record RequestPatch(PolicyPatch Patch, string Summary, PublishRefusal? Refusal)
{
    public static RequestPatch Refused(PublishRefusalKind kind, string message) => new(PolicyPatch.Empty, "", new PublishRefusal(kind, message, []));
}

/// <summary>The request by a publish, and what that leaves in the audit log.</summary>
internal sealed record RequestDone(GrantRequest Request, IReadOnlyList<AuditEvent> Events);
