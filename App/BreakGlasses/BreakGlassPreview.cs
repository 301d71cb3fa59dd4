using AccessConsole.Core.Changes;
using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.BreakGlasses;

/// <summary>What breaking the glass would open, as it would be now.</summary>
/// <param name="Grant">Null where there is nothing to plan; the refusal says why.</param>
/// <param name="Refusal">Why this person cannot do it; null where they can.</param>
public sealed record BreakGlassPreview(Grant? Grant, ChangeReview? Review, PublishRefusal? Refusal);

/// <summary>A broken glass that is in force, or that nobody looked at.</summary>
/// <param name="Grant">The grant as the policy has it; null once it ended or was taken out.</param>
public sealed record StandingBreakGlass(BreakGlassRecord Record, Grant? Grant)
{
    public bool IsInForce => Grant is not null;
}
