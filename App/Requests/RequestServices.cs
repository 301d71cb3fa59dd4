using Microsoft.Extensions.Options;

namespace AccessConsole.Requests;

internal static class RequestServices
{
    public static IServiceCollection AddRequests(this IServiceCollection services)
    {
        services.AddOptions<RequestOptions>().BindConfiguration(RequestOptions.Section).ValidateOnStart();
        return services.AddSingleton<IValidateOptions<RequestOptions>, ValidateRequestOptions>().AddSingleton<RequestJudge>().AddSingleton<RequestWorkflow>();
    }
}
