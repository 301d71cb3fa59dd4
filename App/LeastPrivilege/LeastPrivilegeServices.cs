namespace AccessConsole.LeastPrivilege;

public static class LeastPrivilegeServices
{
    /// <summary>What access was used for, and what follows from that.</summary>
    public static IServiceCollection AddLeastPrivilege(this IServiceCollection services) =>
        services.AddSingleton<GrantDeployments>().AddSingleton<AccessUse>().AddSingleton<NarrowingWorkflow>();
}
