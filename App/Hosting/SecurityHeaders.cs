namespace AccessConsole.Hosting;

internal static class SecurityHeaders
{
    /// <summary>No script but our own files; styles may stand inline, since the component library sets them on elements.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        + "object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'";

    /// <param name="provider">The identity provider's origin, to which the form that signs out leads; null where there is none.</param>
    public static void UseSecurityHeaders(this IApplicationBuilder app, string? provider)
    {
        var policy = provider is null ? ContentSecurityPolicy : $"{ContentSecurityPolicy} {provider}";
        app.Use((context, next) => WriteAsync(context, next, policy));
    }

    private static Task WriteAsync(HttpContext context, RequestDelegate next, string policy)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return next(context);
    }
}
