using AccessConsole.Core.Ports;

namespace AccessConsole.SignIn;

/// <summary>Roles as people write them: exactly one name, in any case; never a number.</summary>
internal static class RoleNames
{
    private static readonly ConsoleRole[] All = Enum.GetValues<ConsoleRole>();

    /// <returns>Null where there is no such role.</returns>
    public static ConsoleRole? Find(string? name) =>
        All.Where(role => role.ToString().Equals(name, StringComparison.OrdinalIgnoreCase)).Select(role => (ConsoleRole?)role).FirstOrDefault();
}
