using Microsoft.Extensions.Options;

namespace AccessConsole.Retention;

internal static class RetentionServices
{
    public static IServiceCollection AddRetention(this IServiceCollection services)
    {
        services.AddOptions<RetentionOptions>().BindConfiguration(RetentionOptions.Section).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<RetentionOptions>, ValidateRetentionOptions>().AddSingleton<RetentionJob>().AddHostedService<RetentionKeeper>();
    }
}
