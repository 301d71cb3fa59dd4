namespace AccessConsole.Drifting;

internal static class DriftServices
{
    public static IServiceCollection AddDrift(this IServiceCollection services) =>
        services.AddSingleton<PointDrift>().AddSingleton<DecisionDrift>().AddSingleton<DriftWatch>().AddHostedService(provider => provider.GetRequiredService<DriftWatch>());
}
