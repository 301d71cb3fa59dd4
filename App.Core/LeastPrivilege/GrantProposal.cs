using AccessConsole.Core.Model;

namespace AccessConsole.Core.LeastPrivilege;

/// <summary>A grant for calls of one caller to one service that no grant allowed.</summary>
/// <param name="Principal"><c>pipeline/NAME</c> or <c>workload/NAME</c>.</param>
/// <param name="Role">A new one, for the grant alone.</param>
/// <param name="Calls">How many were refused, or in shadow mode would be.</param>
/// <param name="LeftOut">How many paths it does not open, since no template says them or there are too many.</param>
public sealed record GrantProposal(string Principal, string Environment, string Service, Grant Grant, Role Role, long Calls, DateTimeOffset First, DateTimeOffset Last, int LeftOut)
{
    public PolicyPatch Patch => new() { Upserts = [Role, Grant] };
}
