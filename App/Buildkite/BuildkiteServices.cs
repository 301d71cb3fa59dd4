namespace AccessConsole.Buildkite;

internal static class BuildkiteServices
{
    public static IServiceCollection AddBuildkite(this IServiceCollection services) => services
        .AddSingleton<BuildkiteTokens>().AddSingleton<BuildkiteApi>().AddSingleton<BuildkiteInventory>().AddSingleton<BuildkiteImport>()
        .AddSingleton<BuildkiteSync>().AddSingleton<BuildkiteConnections>()
        .AddHostedService<BuildkiteKeeper>();
}
