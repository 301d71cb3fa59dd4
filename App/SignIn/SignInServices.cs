using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Options;

namespace AccessConsole.SignIn;

public static class SignInServices
{
    /// <summary>Chooses between the session of a browser and the token of an automation.</summary>
    private const string Selector = "SessionOrToken";

    /// <summary>People by session, automation by token; whatever does not say otherwise needs one of them.</summary>
    public static IServiceCollection AddSignIn(this IServiceCollection services, IConfiguration configuration, IHostEnvironment host)
    {
        services.AddOptions<SignInOptions>().BindConfiguration(SignInOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SignInOptions>, ValidateSignInOptions>();
        services.AddHttpContextAccessor().AddCascadingAuthenticationState();
        services.AddSingleton<Tokens.ApiTokens>().AddSingleton<Tokens.TokenOwners>().AddSingleton<RoleMapping>().AddSingleton<SessionStart>().AddSingleton<SessionRevalidation>().AddSingleton<StandingUsers>().AddScoped<CurrentUser>();
        services.AddScoped<AuthenticationStateProvider, CircuitSession>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, RecordRefusals>();
        services.AddSingleton<SignInProvider>();
        services.AddSingleton<IStartupFilter, RefuseDemoPeopleBeyondLoopback>();

        var authentication = services.AddAuthentication(Selector)
            .AddPolicyScheme(Selector, null, options => options.ForwardDefaultSelector = context =>
                BearerTokenHandler.IsAsked(context.Request) ? BearerTokenHandler.SchemeName : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, BearerTokenHandler>(BearerTokenHandler.SchemeName, null);
        authentication.AddProvider(configuration, host);
        services.AddOptions<CookieAuthenticationOptions>(CookieAuthenticationDefaults.AuthenticationScheme).Configure<IOptions<SignInOptions>, SessionRevalidation>(ConfigureSession);
        services.AddAuthorizationBuilder().SetFallbackPolicy(Policies.SignedIn).AddConsolePolicies();
        return services;
    }

    private static void ConfigureSession(CookieAuthenticationOptions options, IOptions<SignInOptions> signIn, SessionRevalidation revalidation)
    {
        options.Cookie.Name = "access-console";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.LoginPath = "/signin";
        options.AccessDeniedPath = "/denied";
        options.ExpireTimeSpan = signIn.Value.SessionLifetime;
        options.SlidingExpiration = false;
        options.Events.OnSigningIn = context => revalidation.BeginAsync(context);
        options.Events.OnValidatePrincipal = context => revalidation.ValidateAsync(context);
        // A program that asks the API without a session wants a status code, not a page.
        options.Events.OnRedirectToLogin = context => Answer(context, StatusCodes.Status401Unauthorized, "unauthorized", "sign in, or send an API token as `Authorization: Bearer …`");
        options.Events.OnRedirectToAccessDenied = context => Answer(context, StatusCodes.Status403Forbidden, "forbidden", "your role does not allow that");
    }

    private static Task Answer(RedirectContext<CookieAuthenticationOptions> context, int status, string code, string detail)
    {
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) || context.Request.Path.StartsWithSegments("/openapi", StringComparison.Ordinal))
            return Api.Problems.WriteAsync(context.HttpContext, status, code, detail);
        context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}
