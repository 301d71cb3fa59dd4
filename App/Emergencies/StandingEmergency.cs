using AccessConsole.Core.Model;
using AccessConsole.Core.Ports;

namespace AccessConsole.Emergencies;

/// <summary>An emergency deny that is in force.</summary>
/// <param name="Record">Its newest revocation; null for one that came into the policy another way, such as with a document.</param>
/// <param name="IsBehind">Whether principals or environments came since that it does not deny: revoking again takes them in.</param>
public sealed record StandingEmergency(Grant Grant, EmergencyRecord? Record, bool IsBehind)
{
    public bool IsReviewed => Record?.Review is not null;
}
