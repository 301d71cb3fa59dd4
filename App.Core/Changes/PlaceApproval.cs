using AccessConsole.Core.Scopes;

namespace AccessConsole.Core.Changes;

/// <summary>How far the approvals of one place are.</summary>
/// <param name="Place">Always in an environment.</param>
/// <param name="Needed">What its environment asks for; above 0.</param>
/// <param name="Given">Those that count there.</param>
public sealed record PlaceApproval(Place Place, int Needed, int Given)
{
    public int Missing => Math.Max(0, Needed - Given);
}
