using AccessConsole.Api;

namespace AccessConsole.Hosting;

internal static class WhenLoaded
{
    /// <summary>Nothing of the management side answers from an unloaded policy, which would look like an empty one.</summary>
    public static void UseWhenLoaded(this IApplicationBuilder app)
    {
        var loader = app.ApplicationServices.GetRequiredService<PolicyLoader>();
        app.Use((context, next) =>
        {
            if (loader.IsLoaded || context.Request.Path.StartsWithSegments("/schemas", StringComparison.Ordinal))
                return next(context);
            context.Response.Headers.RetryAfter = "5";
            return Problems.WriteAsync(context, StatusCodes.Status503ServiceUnavailable, "database_unavailable", "the policy is not loaded yet: the database cannot be reached");
        });
    }
}
