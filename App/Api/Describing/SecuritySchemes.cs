using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace AccessConsole.Api.Describing;

/// <summary>How callers of the API say who they are.</summary>
internal static class SecuritySchemes
{
    public const string Bearer = "bearer";
    public const string Session = "session";

    public static void AddTo(OpenApiDocument document, IServiceProvider services)
    {
        var cookies = services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(CookieAuthenticationDefaults.AuthenticationScheme);
        document.AddComponent<IOpenApiSecurityScheme>(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "An API token, from `POST /api/v1/tokens`. It acts as who made it, within its role and scope.",
        });
        document.AddComponent<IOpenApiSecurityScheme>(Session, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = cookies.Cookie.Name,
            Description = "A person's session, from signing in. Calls that change something must come from the console's own pages.",
        });
    }
}
