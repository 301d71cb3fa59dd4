namespace AccessConsole.Rollouts;

internal static class RolloutServices
{
    public static IServiceCollection AddRollouts(this IServiceCollection services) => services.AddSingleton<RolloutGoals>().AddSingleton<RolloutPlans>().AddSingleton<RolloutReading>().AddSingleton<RolloutDesk>().AddSingleton<StagedReading>().AddHostedService<StageKeeper>();
}
