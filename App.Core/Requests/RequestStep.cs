using AccessConsole.Core.Auditing;
using AccessConsole.Core.Ports;

namespace AccessConsole.Core.Requests;

/// <summary>One act on a request.</summary>
/// <param name="Text">The reason or comment that was given.</param>
/// <param name="Approval">Set for approvals, with the digest of what exactly was approved.</param>
/// <param name="Revision">What was published by it.</param>
/// <param name="EndsAt">Until when the access lasts from then on.</param>
public sealed record RequestStep(
    RequestStepKind Kind, Actor By, DateTimeOffset At, string? Text = null, Approval? Approval = null, int? Revision = null, DateTimeOffset? EndsAt = null);

/// <summary>Persisted by name: do not rename.</summary>
public enum RequestStepKind
{
    Asked,
    Approved,
    Declined,
    Withdrawn,
    Granted,
    ExtensionAsked,
    ExtensionDeclined,
    ExtensionWithdrawn,
    Extended,
    Ended,
}
