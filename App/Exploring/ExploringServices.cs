using AccessConsole.Exploring.Stories;

namespace AccessConsole.Exploring;

public static class ExploringServices
{
    /// <summary>Who may reach what, for pages and API alike.</summary>
    public static IServiceCollection AddExploring(this IServiceCollection services) =>
        services
            .AddSingleton<AccessHistory>().AddSingleton<PolicySides>().AddSingleton<GrantAudits>().AddSingleton<GrantOrigins>().AddSingleton<AccessExport>().AddSingleton<EvidenceWindows>().AddSingleton<ObservedAccess>()
            .AddSingleton<DecisionExplainer>().AddSingleton<DecisionStream>().AddSingleton<DecisionCompleteness>().AddSingleton<StoryTeller>();
}
