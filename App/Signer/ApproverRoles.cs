using AccessConsole.Core.Ports;
using AccessConsole.Core.Scopes;
using AccessConsole.SignIn;

namespace AccessConsole.Signer;

/// <summary>The signer's own copy of which group approves where.</summary>
internal static class ApproverRoles
{
    /// <returns>What is wrong with a role; null where nothing is.</returns>
    public static string? Objection(string role)
    {
        try
        {
            RoleAssignment.Parse(role);
            return null;
        }
        catch (FormatException e)
        {
            return e.Message;
        }
    }

    public static IReadOnlyDictionary<string, IReadOnlyList<RoleScope>> Of(SignerOptions options) => options.Roles
        .Select(role => (Group: role.Key, Assignment: RoleAssignment.Parse(role.Value))).Where(role => role.Assignment.Includes(ConsoleRole.Approver))
        .ToDictionary(role => role.Group, role => (IReadOnlyList<RoleScope>)[role.Assignment.Scope], StringComparer.Ordinal);
}
