using AccessConsole.Core.Ports;

namespace AccessConsole.SignIn;

/// <summary>Roles as people write them: exactly one name, in any case; never a number.</summary>
internal static class RoleNames
{
    private static readonly ConsoleRole[] All = Enum.GetValues<ConsoleRole>();

    public static string Of(ConsoleRole role) => role switch
    {
        ConsoleRole.Viewer => "viewer",
        ConsoleRole.BreakGlass => "break-glass",
        ConsoleRole.Auditor => "auditor",
        ConsoleRole.Editor => "editor",
        ConsoleRole.Approver => "approver",
        ConsoleRole.Admin => "admin",
    };

    /// <returns>Null where there is no such role.</returns>
    public static ConsoleRole? Find(string? name) =>
        All.Where(role => Of(role).Equals(name, StringComparison.OrdinalIgnoreCase)).Select(role => (ConsoleRole?)role).FirstOrDefault();
}
