namespace AccessConsole.Webhooks;

internal static class WebhookServices
{
    public static IServiceCollection AddWebhooks(this IServiceCollection services) => services
        .AddSingleton<WebhookSecrets>().AddSingleton<WebhookSender>().AddSingleton<WebhookWatch>().AddSingleton<WebhookDispatch>().AddSingleton<WebhookAdministration>()
        .AddHostedService<WebhookKeeper>();
}
